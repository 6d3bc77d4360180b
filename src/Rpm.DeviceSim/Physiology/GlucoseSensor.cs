using Rpm.Telemetry;

namespace Rpm.DeviceSim.Physiology;

/// <summary>
/// A continuous glucose monitor on a <see cref="GlucoseBody"/>. It follows the blood by seven minutes (Basu et al., Diabetes 62:4083, 2013:
/// 5 to 6 min in healthy people, longer with the filter of a sensor), errs by a drift of its session and by noise, is silent while a new one
/// warms up, and reads low at night when it is lain upon. Range 40 to 400 mg/dL; beyond it says low or high.
/// </summary>
internal sealed class GlucoseSensor(SmoothNoise noise, Unit unit, Artefacts artefacts = Artefacts.Calm, Episode? episode = null) : IVitalSign
{
    /// <summary>Lowest glucose that the sensor gives as a number, mg/dL.</summary>
    public const double ClampLow = 40;

    /// <summary>Highest glucose that the sensor gives as a number, mg/dL.</summary>
    public const double ClampHigh = 400;

    /// <summary>How long a sensor is worn and warms up: 10 days and 30 min, as Dexcom states of its G7.</summary>
    public static readonly TimeSpan Session = TimeSpan.FromDays(10), WarmUp = TimeSpan.FromMinutes(30);

    private const double Lag = 7;
    private const double EpisodeGlucose = 49;

    private readonly GlucoseBody _body = new(noise.Branch(1), artefacts == Artefacts.Calm ? 0.7 : 1);
    private readonly SmoothNoise _wander = noise.Branch(3);
    private readonly SmoothNoise _sessions = noise.Branch(4);
    private readonly SmoothNoise _nights = noise.Branch(5);

    public Kind Kind => Kind.Cgm;

    public VitalSample Measure(Moment at)
    {
        if (IsWarmingUp(at))
        {
            return VitalSample.Silence;
        }

        var (now, before) = (Glucose(at), Glucose(new Moment(at.Minutes - 5, at.Elapsed - TimeSpan.FromMinutes(5))));
        var rate = (now - before) / 5;
        var values = new MeasureValues();
        if (unit == Unit.MillimolePerLitre)
        {
            values.Add(Rpm.Telemetry.Measure.Glucose, Sensed(now, now / GlucoseBody.MgPerMmol, 1));
            values.Add(Rpm.Telemetry.Measure.GlucoseRate, Rounded(rate / GlucoseBody.MgPerMmol, 2, Unit.MillimolePerLitrePerMinute));
        }
        else
        {
            values.Add(Rpm.Telemetry.Measure.Glucose, Sensed(now, now, 0));
            values.Add(Rpm.Telemetry.Measure.GlucoseRate, Rounded(rate, 1, Unit.MilligramPerDecilitrePerMinute));
        }

        return new VitalSample(values);
    }

    /// <summary>Glucose as the sensor senses it in mg/dL, before its range cuts it.</summary>
    public double Glucose(Moment at)
    {
        var level = _body.At(at.Minutes - Lag);

        // A drift of up to 4 % in the session, noise of up to 3 % over ten minutes: together a mean difference of a few percent.
        level *= 1 + 0.04 * _sessions.At(SessionPlace(at) * 6) + 0.03 * _wander.At(at.Minutes / 10);
        if (artefacts == Artefacts.Usual)
        {
            level *= 1 - 0.4 * Compression(at);
        }

        var strength = episode?.Strength(at.Elapsed) ?? 0;
        return level + ((episode?.Target ?? EpisodeGlucose) - level) * strength;
    }

    /// <summary>Whether a new sensor is not ready yet.</summary>
    public bool IsWarmingUp(Moment at) =>
        artefacts == Artefacts.Usual && (SessionPlace(at) - Math.Floor(SessionPlace(at))) * Session.TotalMinutes < WarmUp.TotalMinutes;

    /// <summary>How hard the sensor is pressed, 0 to 1: in one night of twenty, for 20 to 40 minutes.</summary>
    public double Compression(Moment at)
    {
        if (_nights.Uniform(at.Day * 3) >= 0.05)
        {
            return 0;
        }

        var (from, length) = (60 + 200 * _nights.Uniform(at.Day * 3 + 1), 20 + 20 * _nights.Uniform(at.Day * 3 + 2));
        var into = at.Minutes - at.Day * 1440 - from;
        return Math.Clamp(Math.Min(into, length - into) / 5, 0, 1);
    }

    private double SessionPlace(Moment at) => at.Minutes / Session.TotalMinutes + _sessions.Uniform(-1);

    private Quantity Sensed(double milligrams, double shown, int decimals) => milligrams switch
    {
        < ClampLow => Rounded(unit == Unit.MillimolePerLitre ? ClampLow / GlucoseBody.MgPerMmol : ClampLow, decimals, unit) with { Comparator = Comparator.Low },
        > ClampHigh => Rounded(unit == Unit.MillimolePerLitre ? ClampHigh / GlucoseBody.MgPerMmol : ClampHigh, decimals, unit) with { Comparator = Comparator.High },
        _ => Rounded(shown, decimals, unit),
    };

    private static Quantity Rounded(double value, int decimals, Unit unit) => Digits.Of(value, decimals, unit);
}
