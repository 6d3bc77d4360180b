using Rpm.Telemetry;

namespace Rpm.DeviceSim.Physiology;

/// <summary>
/// A pulse oximeter: a resting saturation that is a little lower at night, seldom a short fall of a few points, a pulse that
/// follows the time of day, a perfusion index.
/// </summary>
internal sealed class Oximeter(SmoothNoise noise, double saturation, double pulse, Episode? episode = null) : IVitalSign
{
    private const double EpisodeSaturation = 80;

    private readonly SmoothNoise _wander = noise.Branch(1);
    private readonly SmoothNoise _falls = noise.Branch(2);
    private readonly SmoothNoise _pulse = noise.Branch(3);

    public Kind Kind => Kind.PulseOximetry;

    public MeasureValues Measure(Moment at)
    {
        var strength = episode?.Strength(at.Elapsed) ?? 0;
        var spo2 = Saturation(at);
        var rate = pulse + 7 * Circadian.Warmth(at.Hour) + 4 * _pulse.At(at.Minutes / 3) + 22 * strength;
        var perfusion = 2.4 * Math.Exp(0.6 * _wander.At(at.Minutes / 11 + 0.3));
        var values = new MeasureValues();
        values.Add(Rpm.Telemetry.Measure.Spo2, Digits.Of(spo2, 0, Unit.Percent));
        values.Add(Rpm.Telemetry.Measure.Pulse, Digits.Of(rate, 0, Unit.PerMinute));
        values.Add(Rpm.Telemetry.Measure.Perfusion, Digits.Of(perfusion, 1, Unit.Percent));
        return values;
    }

    /// <summary>Oxygen saturation in percent, at most 100.</summary>
    public double Saturation(Moment at)
    {
        var level = saturation - (at.Hour < 6 ? 1 : 0) + 0.9 * _wander.At(at.Minutes / 4);

        // About once in four hours a fall of 3 to 5 points that lasts about half a minute.
        var slot = (long)Math.Floor(at.Minutes / 20);
        if (_falls.Uniform(slot * 3) < 0.08)
        {
            var centre = slot * 20 + 2 + 16 * _falls.Uniform(slot * 3 + 1);
            level -= (3 + 2 * _falls.Uniform(slot * 3 + 2)) * Math.Exp(-Math.Pow((at.Minutes - centre) / 0.3, 2));
        }

        var strength = episode?.Strength(at.Elapsed) ?? 0;
        return Math.Min(100, level + (EpisodeSaturation - level) * strength);
    }
}
