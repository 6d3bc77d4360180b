using System.Text;
using Rpm.Ingest.TimeSeries.Influx;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.Ingest.Tests.TimeSeries.Influx;

public sealed class LineProtocolWriterTests
{
    private static readonly Instant Start = Samples.Start;

    [Fact]
    public void TryWrite_BloodPressure_IsOneLineInCanonicalUnits()
    {
        var reading = Samples.Reading("cuff-1", Kind.BloodPressure, Start,
            (Measure.Systolic, new Quantity(128, 0, Unit.MillimetreOfMercury)), (Measure.Diastolic, new Quantity(107, 1, Unit.Kilopascal)), (Measure.Pulse, new Quantity(710, 1, Unit.PerMinute)));
        reading.Quality = QualityFlags.Movement | QualityFlags.IrregularPulse;
        reading.Flags = ReadingFlags.Manual | ReadingFlags.Test;
        Assert.Equal(
            "blood_pressure,patient=anna,device=cuff-1 systolic=128,diastolic=80.25660189999999,pulse=71.0,quality=\"movement,irregular-pulse\",manual=true,test=true 1793491200000000002\n",
            Line(reading, ordinal: 2));
    }

    [Theory]
    [InlineData(-365, 1, "-36.5")]
    [InlineData(5, 2, "0.05")]
    [InlineData(-5, 3, "-0.005")]
    [InlineData(100, 2, "1.00")]
    [InlineData(0, 1, "0.0")]
    [InlineData(12, 18, "0.000000000000000012")]
    [InlineData(long.MinValue, 0, "-9223372036854775808")]
    [InlineData(long.MinValue, 18, "-9.223372036854775808")]
    public void TryWrite_Digits_AreThoseSent(long mantissa, byte decimals, string text) =>
        Assert.Contains($" temperature={text} ", Line(Samples.Reading("d", Kind.Temperature, Start, (Measure.Temperature, new Quantity(mantissa, decimals, Unit.Celsius)))), StringComparison.Ordinal);

    [Fact]
    public void TryWrite_ClampedGlucose_SaysSo() =>
        Assert.Contains(" glucose=39,glucose_comparator=\"<\" ", Line(Samples.Glucose("d", Start, 39, comparator: Comparator.Low)), StringComparison.Ordinal);

    [Fact]
    public void TryWrite_Status_HasTypedFields()
    {
        var reading = Samples.Reading("d", Kind.Status, Start, (Measure.Battery, new Quantity(80, 0, Unit.Percent)), (Measure.Charging, new Quantity(1, 0, Unit.None)), (Measure.Signal, new Quantity(-67, 0, Unit.None)));
        reading.Status = new StatusText("E\"5\\", "1.0\n2");
        Assert.Equal("status,patient=anna,device=d battery=80,charging=true,signal=-67,error=\"E\\\"5\\\\\",firmware=\"1.0␊2\" 1793491200000000000\n", Line(reading));
        Assert.Equal("status,patient=anna,device=d seen=true 1793491200000000000\n", Line(Samples.Reading("d", Kind.Status, Start)));
    }

    [Fact]
    public void TryWrite_CodedMembers_AreWords()
    {
        var reading = Samples.Reading("d", Kind.Glucose, Start,
            (Measure.Glucose, new Quantity(100, 0, Unit.MilligramPerDecilitre)), (Measure.Meal, new Quantity(3, 0, Unit.None)), (Measure.Sample, new Quantity(77, 0, Unit.None)));
        Assert.Contains(" glucose=100,meal=\"fasting\",sample=\"77\" ", Line(reading), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b,c=d", "a\\ b\\,c\\=d")]
    [InlineData("a\\b", "a\\b")]
    [InlineData("end\\", "end＼")]
    [InlineData("a\\,b", "a＼\\,b")]
    [InlineData("a\nx,patient=evil v=1 1", "a␊x\\,patient\\=evil\\ v\\=1\\ 1")]
    [InlineData("новый 🩺", "новый\\ 🩺")]
    public void TryWrite_Identifier_IsEscapedAndCannotEndTheLine(string device, string written) =>
        Assert.Equal($"heart_rate,patient=anna,device={written} heartRate=60 1793491200000000000\n", Line(Samples.HeartRate(device, Start, 60)));

    [Fact]
    public void TryWrite_OnlyAQuality_IsAPoint() => Assert.Equal(
        "pulse_oximetry,patient=anna,device=d quality=\"sensor-off\" 1793491200000000000\n",
        Line(Samples.Reading("d", Kind.PulseOximetry, Start) with { Quality = QualityFlags.SensorOff }));

    [Fact]
    public void TryWrite_TimeBeyondNanoseconds_IsRefusedAndLeavesNothing()
    {
        var writer = new LineProtocolWriter();
        Assert.False(writer.TryWrite("p", Samples.HeartRate("d", new Instant(9_300_000_000_000), 60), 0));
        Assert.Equal((0, 0), (writer.Lines, writer.Bytes));
    }

    [Fact]
    public void Slice_SomeLines_AreWholeLines()
    {
        var writer = new LineProtocolWriter(bytes: 16, lines: 1);
        for (var i = 0; i < 5; i++)
        {
            Assert.True(writer.TryWrite("p", Samples.HeartRate("d", Start, i), 0));
        }

        Assert.Equal("heart_rate,patient=p,device=d heartRate=2 1793491200000000000\nheart_rate,patient=p,device=d heartRate=3 1793491200000000000\n", Encoding.UTF8.GetString(writer.Slice(2, 2).Span));
        Assert.Equal(writer.Bytes, writer.Slice(0, 5).Length);
    }

    [Fact]
    public void TryWrite_WarmWriter_AllocatesNothing()
    {
        var writer = new LineProtocolWriter();
        var readings = new[]
        {
            Samples.Reading("cuff ,1", Kind.BloodPressure, Start, (Measure.Systolic, new Quantity(128, 0, Unit.MillimetreOfMercury)), (Measure.Diastolic, new Quantity(107, 1, Unit.Kilopascal)), (Measure.Pulse, new Quantity(71, 0, Unit.PerMinute))) with { Quality = QualityFlags.Movement },
            Samples.Glucose("d", Start, 58, 1, Unit.MillimolePerLitre, Comparator.Low),
        };
        Fill(writer, readings);
        Assert.Equal(0, Allocation.Least(() => Fill(writer, readings)));
    }

    private static void Fill(LineProtocolWriter writer, Reading[] readings)
    {
        writer.Clear();
        for (var i = 0; i < 2_000; i++)
        {
            writer.TryWrite("anna", readings[i % readings.Length], (byte)i);
        }
    }

    private static string Line(Reading reading, byte ordinal = 0)
    {
        var writer = new LineProtocolWriter();
        Assert.True(writer.TryWrite("anna", reading, ordinal));
        return Encoding.UTF8.GetString(writer.Slice(0, 1).Span);
    }
}
