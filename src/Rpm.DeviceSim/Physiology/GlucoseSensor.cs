using Rpm.Telemetry;

namespace Rpm.DeviceSim.Physiology;

/// <summary>
/// A continuous glucose monitor on a person with diabetes who eats three meals: fasting level, dawn effect before breakfast,
/// a rise behind each meal, slow wandering. Range 40 to 400 mg/dL (facts of the common sensors); beyond it says low or high.
/// </summary>
internal sealed class GlucoseSensor(SmoothNoise noise, Unit unit, Episode? episode = null) : IVitalSign
{
    /// <summary>Lowest glucose that the sensor gives as a number, mg/dL.</summary>
    public const double ClampLow = 40;

    /// <summary>Highest glucose that the sensor gives as a number, mg/dL.</summary>
    public const double ClampHigh = 400;

    /// <summary>Milligrams per decilitre in a millimole per litre of glucose (molar mass 180.156 g/mol).</summary>
    private const double MgPerMmol = 18.0156;

    private const double EpisodeGlucose = 49;
    private static readonly double[] MealHours = [7.5, 12.5, 18.5];

    private readonly double _fasting = 98 + 24 * noise.Branch(1).Uniform(0);
    private readonly SmoothNoise _meals = noise.Branch(2);
    private readonly SmoothNoise _wander = noise.Branch(3);

    public Kind Kind => Kind.Cgm;

    public MeasureValues Measure(Moment at)
    {
        var (now, before) = (Glucose(at), Glucose(new Moment(at.Minutes - 5, at.Elapsed - TimeSpan.FromMinutes(5))));
        var rate = (now - before) / 5;
        var values = new MeasureValues();
        if (unit == Unit.MillimolePerLitre)
        {
            values.Add(Rpm.Telemetry.Measure.Glucose, Sensed(now, now / MgPerMmol, 1));
            values.Add(Rpm.Telemetry.Measure.GlucoseRate, Rounded(rate / MgPerMmol, 2, Unit.MillimolePerLitrePerMinute));
        }
        else
        {
            values.Add(Rpm.Telemetry.Measure.Glucose, Sensed(now, now, 0));
            values.Add(Rpm.Telemetry.Measure.GlucoseRate, Rounded(rate, 1, Unit.MilligramPerDecilitrePerMinute));
        }

        return values;
    }

    /// <summary>Glucose in mg/dL, before the sensor's range cuts it.</summary>
    public double Glucose(Moment at)
    {
        var hour = at.Hour;
        var level = _fasting + 16 * Math.Exp(-Math.Pow((hour - 6.5) / 1.6, 2)) + 7 * _wander.At(at.Minutes / 45) + 2 * _wander.At(at.Minutes / 7 + 0.5);
        // Yesterday's supper still counts after midnight.
        for (var day = at.Day - 1; day <= at.Day; day++)
        {
            for (var meal = 0; meal < MealHours.Length; meal++)
            {
                var place = day * MealHours.Length + meal;
                var eaten = day * 1440 + 60 * MealHours[meal] + 50 * (_meals.Uniform(place * 2) - 0.5);
                var since = (at.Minutes - eaten) / 55;
                if (since > 0)
                {
                    level += (30 + 50 * _meals.Uniform(place * 2 + 1)) * since * Math.Exp(1 - since);
                }
            }
        }

        var strength = episode?.Strength(at.Elapsed) ?? 0;
        return level + (EpisodeGlucose - level) * strength;
    }

    private Quantity Sensed(double milligrams, double shown, int decimals) => milligrams switch
    {
        < ClampLow => Rounded(unit == Unit.MillimolePerLitre ? ClampLow / MgPerMmol : ClampLow, decimals, unit) with { Comparator = Comparator.Low },
        > ClampHigh => Rounded(unit == Unit.MillimolePerLitre ? ClampHigh / MgPerMmol : ClampHigh, decimals, unit) with { Comparator = Comparator.High },
        _ => Rounded(shown, decimals, unit),
    };

    private static Quantity Rounded(double value, int decimals, Unit unit) => Digits.Of(value, decimals, unit);
}
