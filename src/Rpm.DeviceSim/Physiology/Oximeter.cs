using Rpm.Telemetry;

namespace Rpm.DeviceSim.Physiology;

/// <summary>
/// A pulse oximeter: a resting saturation that is a little lower at night, now and then a fall of a few points, a pulse that follows the
/// time of day, a perfusion index. When the hand moves, the weak signal reads low and unsteady and the device flags it
/// (<c>movement</c>, <c>low-perfusion</c>); when the probe is off the finger, there is no value and it says so (<c>sensor-off</c>).
/// </summary>
internal sealed class Oximeter(
    SmoothNoise noise, double saturation, double pulse, Artefacts artefacts = Artefacts.Calm, Episode? episode = null, Episode? off = null) : IVitalSign
{
    private const double EpisodeSaturation = 80;

    private readonly SmoothNoise _wander = noise.Branch(1);
    private readonly SmoothNoise _falls = noise.Branch(2);
    private readonly SmoothNoise _pulse = noise.Branch(3);
    private readonly SmoothNoise _motion = noise.Branch(4);

    public Kind Kind => Kind.PulseOximetry;

    public VitalSample Measure(Moment at)
    {
        var values = new MeasureValues();
        if (off?.Strength(at.Elapsed) > 0)
        {
            // As real devices send it: zeros, and a flag.
            values.Add(Rpm.Telemetry.Measure.Spo2, Digits.Of(0, 0, Unit.Percent));
            values.Add(Rpm.Telemetry.Measure.Pulse, Digits.Of(0, 0, Unit.PerMinute));
            return new VitalSample(values, QualityFlags.SensorOff);
        }

        var (strength, motion) = (episode?.Strength(at.Elapsed) ?? 0, Motion(at));
        var unsteady = _motion.At(at.Minutes * 20);
        var spo2 = Math.Clamp(Saturation(at) - motion * (4 + 4 * unsteady), 35, 100);
        var rate = pulse + 7 * Circadian.Warmth(at.Hour) + 4 * _pulse.At(at.Minutes / 3) + 22 * strength + motion * 15 * unsteady;
        var perfusion = 2.4 * Math.Exp(0.6 * _wander.At(at.Minutes / 11 + 0.3)) * (1 - 0.85 * motion);
        values.Add(Rpm.Telemetry.Measure.Spo2, Digits.Of(spo2, 0, Unit.Percent));
        values.Add(Rpm.Telemetry.Measure.Pulse, Digits.Of(rate, 0, Unit.PerMinute));
        values.Add(Rpm.Telemetry.Measure.Perfusion, Digits.Of(perfusion, 1, Unit.Percent));
        return new VitalSample(values, motion > 0.2 ? QualityFlags.Movement | QualityFlags.LowPerfusion : QualityFlags.None);
    }

    /// <summary>How much the hand moves, 0 to 1: about once an hour by day, for up to a minute and a half.</summary>
    public double Motion(Moment at)
    {
        var slot = (long)Math.Floor(at.Minutes / 10);
        if (artefacts == Artefacts.Calm || at.Hour is < 6 or > 22 || _motion.Uniform(slot * 3) >= 0.17)
        {
            return 0;
        }

        var (centre, half) = (slot * 10 + 2 + 6 * _motion.Uniform(slot * 3 + 1), 0.2 + 0.55 * _motion.Uniform(slot * 3 + 2));
        return Math.Clamp((half - Math.Abs(at.Minutes - centre)) / 0.1, 0, 1);
    }

    /// <summary>Oxygen saturation of the blood in percent, at most 100.</summary>
    public double Saturation(Moment at)
    {
        var level = saturation - (at.Hour < 6 ? 1 : 0) + 0.9 * _wander.At(at.Minutes / 4);

        // About once in four hours a fall of 3 to 5 points that lasts about half a minute.
        var slot = (long)Math.Floor(at.Minutes / 20);
        if (artefacts != Artefacts.Calm && _falls.Uniform(slot * 3) < 0.08)
        {
            var centre = slot * 20 + 2 + 16 * _falls.Uniform(slot * 3 + 1);
            level -= (3 + 2 * _falls.Uniform(slot * 3 + 2)) * Math.Exp(-Math.Pow((at.Minutes - centre) / 0.3, 2));
        }

        var strength = episode?.Strength(at.Elapsed) ?? 0;
        return Math.Min(100, level + ((episode?.Target ?? EpisodeSaturation) - level) * strength);
    }
}
