using CsCheck;
using Rpm.Rules.Statistics;
using Rpm.Telemetry;
using Rpm.Telemetry.Traces;

namespace Rpm.Rules.Tests.Statistics;

public class SaturationStatisticsTests
{
    [Fact]
    public void Of_EveryReading_StandsUntilTheNext()
    {
        // A minute apart: 95 from 0, 87 from 1, 86 from 2, 88 from 3, and the last stands for nothing.
        var statistics = SaturationStatistics.Of(Minutes(95, 87, 86, 88, 80), 88);

        Assert.Equal((5, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(2)), (statistics.Readings, statistics.Monitored, statistics.Below));
        Assert.Equal(80, statistics.Lowest);
        Assert.Equal((95 + 87 + 86 + 88) / 4.0, statistics.Mean!.Value, 1e-9);
    }

    [Fact]
    public void Of_ReadingsFurtherApartThanTwoMinutes_AreNotMonitored()
    {
        SaturationValue[] spots = [At(0, 80), At(121, 80), At(241, 80), At(7200, 80)];

        var statistics = SaturationStatistics.Of(spots, 88);

        Assert.Equal((TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(2)), (statistics.Monitored, statistics.Below));
        Assert.False(statistics.IsEnough);
        Assert.Null(statistics.BelowShare);
        Assert.Null(statistics.FallsPerHour);
    }

    [Fact]
    public void Of_AnHour_HasShareAndIndex()
    {
        var values = Enumerable.Range(0, 61).Select(i => At(i * 60, i is 10 or 30 ? 85 : 95)).ToList();

        var statistics = SaturationStatistics.Of(values, 88);

        Assert.True(statistics.IsEnough);
        Assert.Equal(2 / 60.0 * 100, statistics.BelowShare!.Value, 1e-9);
        Assert.Equal((2, 2.0), (statistics.Falls, statistics.FallsPerHour));
    }

    [Fact]
    public void Of_AFallOfThreePoints_IsNone() =>
        Assert.Equal((0, 1), (SaturationStatistics.Of(Minutes(95, 92, 95), 88).Falls, SaturationStatistics.Of(Minutes(95, 91, 95), 88).Falls));

    [Fact]
    public void Of_TwoDevices_CountsNoFallFromOneToTheOther()
    {
        var values = Enumerable.Range(0, 20).Select(i => new SaturationValue(new Instant(i * 30_000L), i % 2 == 0 ? 97 : 90, i % 2 == 0 ? "a" : "b"));

        Assert.Equal(0, SaturationStatistics.Of(values, 88).Falls);
    }

    [Fact]
    public void Of_NoReading_SaysNothing() =>
        Assert.Equal(new SaturationStatistics(0, TimeSpan.Zero, TimeSpan.Zero, 0, null, null), SaturationStatistics.Of([], 88));

    // Beside a loop that shares nothing with the code: a bedside monitor's recording, once a minute, zero where the sensor was off.
    [Fact]
    public void Of_ARecordedNight_IsWhatCountingByHandGives()
    {
        var timed = new TraceClock(TimeZoneInfo.Utc, new TraceShift(null)).Apply(
            [.. SharedTraces.Join("vitals_mimic2_numerics.csv").Readings.Where(r => r.Kind == Kind.PulseOximetry)]);
        var values = timed.Select(t => new SaturationValue(t.Time, t.Source.Values.TryGet(Measure.Spo2, out var q) ? q.Value : 0, t.Source.Device))
            .Where(v => v.Percent > 0).ToList();
        Assert.True(values.Count > 1000);
        var (monitored, below) = (0.0, 0.0);
        foreach (var one in values.GroupBy(v => v.Device))
        {
            var ordered = one.OrderBy(v => v.Time.UnixMilliseconds).ToList();
            for (var i = 1; i < ordered.Count; i++)
            {
                var seconds = (ordered[i].Time.UnixMilliseconds - ordered[i - 1].Time.UnixMilliseconds) / 1000.0;
                monitored += seconds <= 120 ? seconds : 0;
                below += seconds <= 120 && ordered[i - 1].Percent < 92 ? seconds : 0;
            }
        }

        var statistics = SaturationStatistics.Of(values, 92);

        Assert.Equal(monitored, statistics.Monitored.TotalSeconds, 1e-6);
        Assert.Equal(below, statistics.Below.TotalSeconds, 1e-6);
        Assert.True(statistics.IsEnough);
    }

    [Fact]
    public void Of_AnyReadings_IsNeverLongerBelowThanMonitored() =>
        Gen.Select(Gen.Int[0, 20_000], Gen.Int[60, 100]).Array[0, 60].Sample(readings =>
        {
            var values = readings.Select(r => At(r.Item1, r.Item2)).ToList();

            var statistics = SaturationStatistics.Of(values, 90);

            Assert.True(statistics.Below <= statistics.Monitored);
            Assert.True(statistics.Mean is null || (statistics.Mean >= values.Min(v => v.Percent) && statistics.Mean <= values.Max(v => v.Percent)));
            Assert.Equal(statistics.Monitored, SaturationStatistics.Of(values, 101).Below);
        });

    private static IEnumerable<SaturationValue> Minutes(params double[] values) => values.Select((v, i) => At(i * 60, v));

    private static SaturationValue At(int second, double percent) => new(new Instant(second * 1000L), percent, "finger");
}
