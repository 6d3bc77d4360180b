using Rpm.Telemetry.Traces;

namespace Rpm.Telemetry.Tests.Traces;

public sealed class TraceClockTests
{
    private static readonly TimeZoneInfo Copenhagen = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");
    private static readonly Instant Now = Instant.From(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Apply_Shifted_PutsTheNewestOfEachSubjectAtTheTarget()
    {
        var trace = Trace.Join("a,2704-05-04T10:44:18,spo2,97,%", "b,2896-10-10T00:31:25,spo2,96,%", "b,2896-10-10T00:32:25,spo2,95,%");

        var timed = new TraceClock(Copenhagen, new TraceShift(Now)).Apply(trace.Readings);

        Assert.Equal(
            [("b", Now - TimeSpan.FromMinutes(1)), ("a", Now), ("b", Now)], timed.Select(t => (t.Source.Subject, t.Time)));
        Assert.All(timed, t => Assert.Equal(60, t.OffsetMinutes));
    }

    [Fact]
    public void Apply_ShiftedOverAClockChange_KeepsTheRecordedIntervals()
    {
        // 02:57 to 03:02 is five minutes on the sensor's own clock, also in the night in which Copenhagen repeats that hour.
        var trace = Trace.Join("a,2016-10-30T02:52:00,glucose,100,mg/dL", "a,2016-10-30T02:57:00,glucose,101,mg/dL", "a,2016-10-30T03:02:00,glucose,102,mg/dL");

        var timed = new TraceClock(Copenhagen, new TraceShift(Now)).Apply(trace.Readings);

        Assert.Equal([TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5)], timed.Zip(timed.Skip(1), (a, b) => b.Time - a.Time));
    }

    [Fact]
    public void Apply_ShiftedIntoSummer_SendsTheOffsetOfThatDay()
    {
        var trace = Trace.Join("a,2020-01-01T00:00:00,glucose,100,mg/dL");
        var july = Instant.From(new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero));

        Assert.Equal(120, Assert.Single(new TraceClock(Copenhagen, new TraceShift(july)).Apply(trace.Readings)).OffsetMinutes);
    }

    [Theory]
    [InlineData("2020-01-01T12:00:00", "2020-01-01T11:00:00.000Z", 60, 0, 0)]
    [InlineData("2020-03-29T02:30:00", "2020-03-29T01:30:00.000Z", 120, 1, 0)]
    [InlineData("2020-10-25T02:30:00", "2020-10-25T00:30:00.000Z", 120, 0, 1)]
    [InlineData("2020-10-25T03:00:00", "2020-10-25T02:00:00.000Z", 60, 0, 0)]
    [InlineData("2020-01-01T12:00:00-05:00", "2020-01-01T17:00:00.000Z", -300, 0, 0)]
    public void Apply_NotShifted_TakesLocalTimeInTheZone(string timestamp, string expected, int offset, int skipped, int ambiguous)
    {
        var clock = new TraceClock(Copenhagen, new TraceShift(null));

        var timed = Assert.Single(clock.Apply(Trace.Join($"a,{timestamp},glucose,100,mg/dL").Readings));

        Assert.Equal((expected, offset), (timed.Time.ToString(), timed.OffsetMinutes));
        Assert.Equal((skipped, ambiguous), (clock.Skipped, clock.Ambiguous));
    }

    [Theory]
    [InlineData("now", true)]
    [InlineData("none", true)]
    [InlineData("2026-11-23T08:00:00+01:00", true)]
    [InlineData("2026-11-23T08:00:00Z", true)]
    [InlineData("2026-11-23T08:00:00", false)]
    [InlineData("2026-11-23", false)]
    [InlineData("tomorrow", false)]
    public void TryParse_Shift_WantsAnOffset(string text, bool ok) => Assert.Equal(ok, TraceShift.TryParse(text, Now, out _));
}
