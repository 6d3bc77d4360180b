using CsCheck;
using Rpm.Dashboard.Charts;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Tests.Charts;

public class AxisTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Fact]
    public void Around_AnyValues_HoldsThemWithFewRoundTicks() => Gen.Select(Gen.Double[-500, 500], Gen.Double[0, 1000]).Sample((least, span) =>
    {
        var axis = ValueAxis.Around(least, least + span);

        Assert.True(axis.Min <= least + 1e-6 && axis.Max >= least + span - 1e-6);
        Assert.InRange(axis.Ticks.Count, 2, 10);
        Assert.Equal((axis.Min, axis.Max), (axis.Ticks[0], axis.Ticks[^1]), new Near());
    });

    [Theory]
    [InlineData(40, 300, 40, 300, 20)]
    [InlineData(2, 16, 2, 16, 2)]
    [InlineData(84, 100, 80, 100, 5)]
    [InlineData(36.4, 36.4, 36, 40, 1)]
    public void Around_TheUsualRanges_IsRound(double least, double greatest, double min, double max, double step)
    {
        var axis = ValueAxis.Around(least, greatest);

        Assert.True(axis.Min <= least && axis.Max >= greatest);
        Assert.True(axis.Min >= min - step * 5 && axis.Max <= max + step * 5);
    }

    [Theory]
    [InlineData(1, 9)]
    [InlineData(7, 9)]
    [InlineData(14, 9)]
    [InlineData(30, 9)]
    public void Ticks_EverySpan_HasFewOnFullHoursOfTheZone(int days, int most)
    {
        var to = Utc(2026, 7, 20, 13, 37);
        var ticks = new TimeAxis(to - TimeSpan.FromDays(days), to, Berlin).Ticks();

        Assert.InRange(ticks.Count, 4, most);
        Assert.All(ticks, t => Assert.Equal(0, TimeZoneInfo.ConvertTime(t.Time.ToDateTimeOffset(), Berlin).Minute));
        Assert.All(ticks.Where(t => t.StartsDay), t => Assert.Equal(0, TimeZoneInfo.ConvertTime(t.Time.ToDateTimeOffset(), Berlin).Hour));
        Assert.All(ticks, t => Assert.True(t.Time >= to - TimeSpan.FromDays(days) && t.Time < to));
    }

    // The night on which the clocks go back has 25 hours: every label is there once, and the ticks stay in order.
    [Fact]
    public void Ticks_TheNightOfTheChangeOfClocks_StayInOrder()
    {
        var ticks = new TimeAxis(Utc(2026, 10, 24, 12, 0), Utc(2026, 10, 25, 12, 0), Berlin).Ticks();

        Assert.All(ticks.Zip(ticks.Skip(1)), p => Assert.True(p.First.Time < p.Second.Time));
        Assert.Contains(ticks, t => t.Label == "Sun 25 Oct" && t.Time == Utc(2026, 10, 24, 22, 0));
        Assert.Contains(ticks, t => t.Label == "03:00" && t.Time == Utc(2026, 10, 25, 2, 0));
    }

    [Fact]
    public void Ticks_TheNightThatSkipsAnHour_HasNoSuchHour()
    {
        var axis = new TimeAxis(Utc(2026, 3, 28, 22, 0), Utc(2026, 3, 29, 6, 0), Berlin);

        Assert.DoesNotContain(axis.Ticks(), t => t.Label == "02:00");
    }

    [Fact]
    public void Frame_PlacesAreInsideTheDrawing() => Gen.Select(Gen.Long[-1000, 2000], Gen.Double[-50, 150]).Sample((second, value) =>
    {
        var frame = new ChartFrame(new TimeAxis(new Instant(0), new Instant(1_000_000), TimeZoneInfo.Utc), new ValueAxis(0, 100, 20));

        Assert.InRange(frame.X(new Instant(second * 1000)), ChartFrame.Left, ChartFrame.Right);
        Assert.InRange(frame.Y(value), ChartFrame.Top, ChartFrame.Bottom);
    });

    private static Instant Utc(int year, int month, int day, int hour, int minute) => Instant.From(new DateTimeOffset(year, month, day, hour, minute, 0, TimeSpan.Zero));

    private sealed class Near : IEqualityComparer<(double, double)>
    {
        public bool Equals((double, double) x, (double, double) y) => Math.Abs(x.Item1 - y.Item1) < 1e-6 && Math.Abs(x.Item2 - y.Item2) < 1e-6;

        public int GetHashCode((double, double) obj) => 0;
    }
}
