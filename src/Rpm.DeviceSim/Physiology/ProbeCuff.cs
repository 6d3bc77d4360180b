using Rpm.Telemetry;

namespace Rpm.DeviceSim.Physiology;

/// <summary>
/// No body: two ordinary pressures, which clear what was before, and one of 196/124, which raises an alert at once (above 180/120, AHA/ACC).
/// With it the time from a reading to its alert is measured again and again.
/// </summary>
internal sealed class ProbeCuff(TimeSpan first, TimeSpan interval) : IVitalSign
{
    public Kind Kind => Kind.BloodPressure;

    public VitalSample Measure(Moment at)
    {
        var severe = (long)Math.Round((at.Elapsed - first) / interval) % 3 == 2;
        var values = new MeasureValues();
        values.Add(Rpm.Telemetry.Measure.Systolic, Digits.Of(severe ? 196 : 118, 0, Unit.MillimetreOfMercury));
        values.Add(Rpm.Telemetry.Measure.Diastolic, Digits.Of(severe ? 124 : 72, 0, Unit.MillimetreOfMercury));
        return new VitalSample(values);
    }
}
