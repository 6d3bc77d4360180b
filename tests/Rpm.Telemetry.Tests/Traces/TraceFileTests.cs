using Rpm.Telemetry.Traces;

namespace Rpm.Telemetry.Tests.Traces;

public sealed class TraceFileTests
{
    [Fact]
    public void Read_OtherHeader_IsNull() => Assert.Null(TraceFile.Read(new StringReader("time,value\n2026-01-01T00:00:00,1\n")));

    [Fact]
    public void Read_BrokenLines_AreSkippedWithTheirLineAndReason()
    {
        var file = Trace.File("p,2020-01-01T00:00:00,systolic", "p,yesterday,systolic,120,mmHg", "p,2020-01-01T00:00:00,systolic,120,mmHg");

        Assert.Single(file.Rows);
        Assert.Equal([(2, SkipReason.FieldCount), (3, SkipReason.Timestamp)], file.Skipped.Select(s => (s.Line, s.Reason)));
    }

    [Fact]
    public void Read_WindowsLineEnds_DoNotStickToTheUnit()
    {
        var file = TraceFile.Read(new StringReader(TraceFile.Header + "\r\ns,p,2020-01-01T00:00:00,glucose,5.8,mmol/L\r\n"));

        Assert.Equal("mmol/L", Assert.Single(file!.Rows).Unit);
    }

    [Theory]
    [InlineData("2896-10-10T00:31:25", null)]
    [InlineData("2020-01-01T10:00:00+02:00", 120)]
    [InlineData("2020-01-01T10:00:00Z", 0)]
    public void Read_Timestamp_KeepsTheClockAndTheOffset(string timestamp, int? minutes)
    {
        var row = Assert.Single(Trace.File($"p,{timestamp},glucose,100,mg/dL").Rows);

        Assert.Equal(minutes is { } m ? TimeSpan.FromMinutes(m) : null, row.Offset);
        Assert.Equal(timestamp[..19], row.Clock.ToString("yyyy-MM-dd'T'HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture));
    }
}
