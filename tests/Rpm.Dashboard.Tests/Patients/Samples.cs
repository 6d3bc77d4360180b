using Rpm.Dashboard.Patients;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Tests.Patients;

/// <summary>Readings and views for the tests of the patient page.</summary>
internal static class Samples
{
    public static readonly Instant Now = Instant.From(new DateTimeOffset(2026, 7, 20, 12, 0, 0, TimeSpan.Zero));

    public static readonly PatientCard Card = new("anna", "Anna", "4711", new DateOnly(1950, 7, 21), "Europe/Berlin", null, [], false, false, null, 88, null);

    public static PatientSample Glucose(Instant time, double value, Unit unit = Unit.MilligramPerDecilitre, ReadingFlags flags = ReadingFlags.None, TimeSpan? after = null, QualityFlags quality = QualityFlags.None) =>
        Of("cgm-1", Kind.Cgm, time, flags, after, quality, (Measure.Glucose, unit == Unit.MillimolePerLitre ? new Quantity((long)Math.Round(value * 10), 1, unit) : new Quantity((long)value, 0, unit)));

    public static PatientSample Pressure(Instant time, long systolic, long diastolic, long? pulse = null) => pulse is { } beats
        ? Of("cuff-1", Kind.BloodPressure, time, ReadingFlags.None, null, QualityFlags.None, (Measure.Systolic, Mmhg(systolic)), (Measure.Diastolic, Mmhg(diastolic)), (Measure.Pulse, new Quantity(beats, 0, Unit.PerMinute)))
        : Of("cuff-1", Kind.BloodPressure, time, ReadingFlags.None, null, QualityFlags.None, (Measure.Systolic, Mmhg(systolic)), (Measure.Diastolic, Mmhg(diastolic)));

    public static PatientSample Saturation(Instant time, long percent) =>
        Of("ox-1", Kind.PulseOximetry, time, ReadingFlags.None, null, QualityFlags.None, (Measure.Spo2, new Quantity(percent, 0, Unit.Percent)));

    /// <summary>A glucose reading every five minutes up to now, oldest first.</summary>
    public static List<PatientSample> GlucoseOf(TimeSpan span, Func<int, double> value, Unit unit = Unit.MilligramPerDecilitre)
    {
        var count = (int)(span / TimeSpan.FromMinutes(5));
        return [.. Enumerable.Range(0, count).Select(i => Glucose(Now - span + TimeSpan.FromMinutes(5 * (i + 1)), value(i), unit))];
    }

    private static PatientSample Of(
        string device, Kind kind, Instant time, ReadingFlags flags, TimeSpan? after, QualityFlags quality, params (Measure Measure, Quantity Quantity)[] values)
    {
        var members = default(MeasureValues);
        foreach (var (measure, quantity) in values)
        {
            members.Add(measure, quantity);
        }

        return new PatientSample(time, time + (after ?? TimeSpan.FromSeconds(2)), device, kind, -1, 0, quality, flags, members);
    }

    private static Quantity Mmhg(long value) => new(value, 0, Unit.MillimetreOfMercury);
}
