using Rpm.Rules.Scenarios;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Scenarios;

public class ReadingNotationTests
{
    [Theory]
    [InlineData(Kind.PulseOximetry, "95/70/1.2x3", null, "95 %, 70 /min, 1.2 %", QualityFlags.None, 0, 3)]
    [InlineData(Kind.PulseOximetry, "95/-/1.20", null, "95 %, 1.20 %", QualityFlags.None, 0, 1)]
    [InlineData(Kind.PulseOximetry, "88?i@20m", null, "88 %", QualityFlags.Movement | QualityFlags.IrregularPulse, 20, 1)]
    [InlineData(Kind.PulseOximetry, "88(low-perfusion,weak-signal)x2", null, "88 %", QualityFlags.LowPerfusion | QualityFlags.WeakSignal, 0, 2)]
    [InlineData(Kind.BloodPressure, "24.0/15.9/71/18.6@", Unit.Kilopascal, "24.0 kPa, 15.9 kPa, 18.6 kPa, 71 /min", QualityFlags.None, 1500, 1)]
    [InlineData(Kind.Cgm, "high", Unit.MillimolePerLitre, ">22.2 mmol/L", QualityFlags.None, 0, 1)]
    [InlineData(Kind.Cgm, "lowx2", Unit.MilligramPerDecilitre, "<40 mg/dL", QualityFlags.None, 0, 2)]
    [InlineData(Kind.Cgm, "100/-1.5!", Unit.MilligramPerDecilitre, "100 mg/dL, -1.5 mg/dL/min", QualityFlags.Invalid, 0, 1)]
    [InlineData(Kind.Glucose, "5.8/fasting/capillary-plasma", Unit.MillimolePerLitre, "5.8 mmol/L, 3, 2", QualityFlags.None, 0, 1)]
    [InlineData(Kind.Status, "15/yes", null, "15 %, 1", QualityFlags.None, 0, 1)]
    [InlineData(Kind.PulseOximetry, "offx4", null, "0 %", QualityFlags.SensorOff, 0, 4)]
    [InlineData(Kind.Cgm, "100@-2m", Unit.MilligramPerDecilitre, "100 mg/dL", QualityFlags.None, -2, 1)]
    [InlineData(Kind.Temperature, "38.05", Unit.Celsius, "38.05 Cel", QualityFlags.None, 0, 1)]
    public void TryFill_Word_KeepsMembersUnitsAndMarks(Kind kind, string word, Unit? unit, string values, QualityFlags quality, int minutesLate, int times)
    {
        var reading = new Reading { Device = "d", Kind = kind, Time = default };

        Assert.True(ReadingNotation.TryParse(word, out var notation, out var error), error);
        Assert.True(notation.TryFill(ref reading, unit, out error), error);

        Assert.Equal(values, string.Join(", ", Enumerable.Range(0, reading.Values.Count).Select(i => reading.Values[i].Quantity)));
        Assert.Equal((quality, TimeSpan.FromMinutes(minutesLate), times), (reading.Quality, notation.Delay, notation.Times));
    }

    [Theory]
    [InlineData("refusedx3", RejectReason.Implausible)]
    [InlineData("refused:time-in-futurex3", RejectReason.TimeInFuture)]
    public void TryParse_Refused_HasItsReason(string word, RejectReason expected)
    {
        Assert.True(ReadingNotation.TryParse(word, out var notation, out var error), error);

        Assert.Equal((expected, 3), (notation.Refused, notation.Times));
    }

    [Theory]
    [InlineData(Kind.PulseOximetry, "refused:whim")]
    [InlineData(Kind.PulseOximetry, "9x5x")]
    [InlineData(Kind.PulseOximetry, "95(shaky)")]
    [InlineData(Kind.PulseOximetry, "95x0")]
    [InlineData(Kind.PulseOximetry, "95@soon")]
    [InlineData(Kind.PulseOximetry, "95/70/1/2")]
    [InlineData(Kind.PulseOximetry, "low")]
    [InlineData(Kind.BloodPressure, "120/eighty")]
    [InlineData(Kind.Glucose, "100/lunch")]
    public void TryParse_NotAReading_SaysWhatIsWrong(Kind kind, string word)
    {
        var reading = new Reading { Device = "d", Kind = kind, Time = default };

        var ok = ReadingNotation.TryParse(word, out var notation, out var error) && notation.TryFill(ref reading, null, out error);

        Assert.False(ok);
        Assert.NotEmpty(error);
    }
}
