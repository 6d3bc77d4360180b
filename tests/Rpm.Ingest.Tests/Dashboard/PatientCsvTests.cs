using Rpm.Dashboard.Patients;
using Rpm.Ingest.Dashboard;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Dashboard;

public class PatientCsvTests
{
    private static readonly Instant Time = Instant.From(new DateTimeOffset(2026, 7, 20, 12, 0, 0, TimeSpan.Zero));
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Fact]
    public void Of_EachMember_IsARowAsSent()
    {
        var values = default(MeasureValues);
        values.Add(Measure.Glucose, new Quantity(580, 2, Unit.MillimolePerLitre));
        values.Add(Measure.GlucoseRate, new Quantity(-6, 2, Unit.MillimolePerLitrePerMinute));

        var lines = Lines(new PatientSample(Time, Time + TimeSpan.FromHours(1), "cgm-1", Kind.Cgm, -1, 0, QualityFlags.None, ReadingFlags.Test, values));

        Assert.Equal(
            [
                "time,patient_time,received,device,kind,measure,comparator,value,unit,marks,quality,excluded",
                "2026-07-20T12:00:00.000Z,2026-07-20T14:00:00.000+02:00,2026-07-20T13:00:00.000Z,cgm-1,cgm,glucose,,5.80,mmol/L,TEST late,,",
                "2026-07-20T12:00:00.000Z,2026-07-20T14:00:00.000+02:00,2026-07-20T13:00:00.000Z,cgm-1,cgm,rate,,-0.06,mmol/L/min,TEST late,,",
            ],
            lines);
    }

    [Fact]
    public void Of_BeyondTheSensor_SaysSo()
    {
        var values = default(MeasureValues);
        values.Add(Measure.Glucose, new Quantity(40, 0, Unit.MilligramPerDecilitre, Comparator.Low));

        Assert.Contains(",glucose,<,40,mg/dL,", Lines(new PatientSample(Time, Time, "cgm-1", Kind.Cgm, -1, 0, QualityFlags.None, ReadingFlags.None, values))[1], StringComparison.Ordinal);
    }

    // What a person typed must neither break the rows nor run in a spreadsheet.
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@cmd", "'@cmd")]
    [InlineData("wrong, \"quite\"", "\"wrong, \"\"quite\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    public void Of_AReason_IsAField(string reason, string field)
    {
        var values = default(MeasureValues);
        values.Add(Measure.Glucose, new Quantity(40, 0, Unit.MilligramPerDecilitre));
        var text = PatientCsv.Of([new PatientSample(Time, Time, "cgm-1", Kind.Cgm, -1, 0, QualityFlags.None, ReadingFlags.None, values, reason)], Berlin);

        Assert.EndsWith($",{field}\r\n", text, StringComparison.Ordinal);
    }

    private static string[] Lines(PatientSample sample) => PatientCsv.Of([sample], Berlin).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
}
