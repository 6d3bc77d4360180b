using Rpm.Telemetry;

namespace Rpm.DeviceSim.Physiology;

/// <summary>
/// A home cuff: pressures that dip by about a tenth at night and differ a little from measurement to measurement. The mean
/// pressure is a third of the way from diastolic to systolic, as cuffs estimate it. One person in four has a white-coat effect: the first
/// pressures in the presence of staff, who hand the cuff out, are higher by up to 27/15 mmHg and come down within a quarter of an hour
/// (Mancia et al., Lancet 1983;2:695).
/// </summary>
internal sealed class Cuff(
    SmoothNoise noise, double systolic, double diastolic, double pulse, Artefacts artefacts = Artefacts.Calm, Episode? episode = null) : IVitalSign
{
    private const double WhiteCoatSystolic = 27;
    private const double WhiteCoatDiastolic = 15;
    private const double EpisodeSystolic = 196;
    private const double EpisodeDiastolic = 124;

    private readonly SmoothNoise _wander = noise.Branch(1);
    private readonly SmoothNoise _pulse = noise.Branch(2);

    public Kind Kind => Kind.BloodPressure;

    public VitalSample Measure(Moment at)
    {
        var warmth = Circadian.Warmth(at.Hour);
        var strength = episode?.Strength(at.Elapsed) ?? 0;
        var spread = _wander.At(at.Minutes / 13);
        var coat = WhiteCoat(at);
        var sys = Toward(systolic * (1 + 0.055 * warmth) + 6 * spread + WhiteCoatSystolic * coat, EpisodeSystolic + 3 * spread, strength);
        var dia = Toward(diastolic * (1 + 0.06 * warmth) + 4 * spread + 1.5 * _wander.At(at.Minutes / 9 + 0.7) + WhiteCoatDiastolic * coat, EpisodeDiastolic + spread, strength);
        var (shownSys, shownDia) = (Math.Round(sys), Math.Round(Math.Min(dia, sys - 15)));
        var values = new MeasureValues();
        values.Add(Rpm.Telemetry.Measure.Systolic, Digits.Of(shownSys, 0, Unit.MillimetreOfMercury));
        values.Add(Rpm.Telemetry.Measure.Diastolic, Digits.Of(shownDia, 0, Unit.MillimetreOfMercury));
        values.Add(Rpm.Telemetry.Measure.Map, Digits.Of(shownDia + (shownSys - shownDia) / 3, 0, Unit.MillimetreOfMercury));
        values.Add(Rpm.Telemetry.Measure.Pulse, Digits.Of(pulse + 6 * warmth + 5 * _pulse.At(at.Minutes / 5) + 18 * strength, 0, Unit.PerMinute));
        return new VitalSample(values);
    }

    /// <summary>How much of the white-coat effect is there, 0 to 1. The staff is with the patient when the ward begins.</summary>
    public double WhiteCoat(Moment at)
    {
        if (artefacts == Artefacts.Calm || at.Elapsed < TimeSpan.Zero || noise.Branch(3).Uniform(0) >= 0.25)
        {
            return 0;
        }

        return (0.4 + 0.6 * noise.Branch(3).Uniform(1)) * Math.Exp(-at.Elapsed.TotalMinutes / 5);
    }

    private static double Toward(double from, double to, double strength) => from + (to - from) * strength;
}
