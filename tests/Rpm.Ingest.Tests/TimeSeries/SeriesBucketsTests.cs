using CsCheck;
using Rpm.Ingest.TimeSeries;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.Ingest.Tests.TimeSeries;

public sealed class SeriesBucketsTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private static SeriesPoint Point(string time, double value) => new(Instant.From(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture)), value, Kind.Weight, "d", Comparator.None);

    [Fact]
    public void Of_DaysAroundTheChangeOfClocks_HaveTwentyThreeAndTwentyFiveHours()
    {
        // Spring 2026-03-29, autumn 2026-10-25.
        var spring = SeriesBuckets.Of([Point("2026-03-29T00:00:00+01:00", 1), Point("2026-03-29T23:59:59+02:00", 2), Point("2026-03-30T00:00:00+02:00", 3)], TimeSpan.FromDays(1), Berlin);
        Assert.Equal([2L, 1L], spring.Select(b => b.Count));
        Assert.Equal(TimeSpan.FromHours(23), spring[1].Time - spring[0].Time);

        var autumn = SeriesBuckets.Of([Point("2026-10-25T00:00:00+02:00", 1), Point("2026-10-25T23:59:59+01:00", 2), Point("2026-10-26T00:00:00+01:00", 3)], TimeSpan.FromDays(1), Berlin);
        Assert.Equal([2L, 1L], autumn.Select(b => b.Count));
        Assert.Equal(TimeSpan.FromHours(25), autumn[1].Time - autumn[0].Time);
    }

    [Fact]
    public void Of_ZoneThatSkipsMidnight_StartsTheDayAtItsFirstMinute()
    {
        // Beirut went from 00:00 to 01:00 on 2026-03-29.
        var beirut = TimeZoneInfo.FindSystemTimeZoneById("Asia/Beirut");
        var buckets = SeriesBuckets.Of([Point("2026-03-29T01:30:00+03:00", 1)], TimeSpan.FromDays(1), beirut);
        Assert.Equal("2026-03-28T22:00:00.000Z", Assert.Single(buckets).Time.ToString());
    }

    [Fact]
    public void Of_Weeks_BeginOnMondays()
    {
        var buckets = SeriesBuckets.Of([Point("2026-11-22T23:59:00+01:00", 1), Point("2026-11-23T00:00:00+01:00", 2)], TimeSpan.FromDays(7), Berlin);
        Assert.Equal(["2026-11-15T23:00:00.000Z", "2026-11-22T23:00:00.000Z"], buckets.Select(b => b.Time.ToString()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(36 * 60)]
    public void Of_LengthThatIsNoBucket_IsRefused(int minutes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SeriesBuckets.Of([], TimeSpan.FromMinutes(minutes), TimeZoneInfo.Utc));

    [Fact]
    public void Of_AnyPoints_CountsEachOnceInsideItsSpan()
    {
        var zones = new[] { "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "America/Havana", "Australia/Lord_Howe", "Pacific/Apia" };
        var gen = Gen.Select(
            Gen.OneOf(zones),
            Gen.OneOf(1, 60, 7 * 60, 24 * 60, 3 * 24 * 60, 7 * 24 * 60),
            Gen.Long[1_200_000_000_000, 1_900_000_000_000].Array[1, 50]);
        gen.Sample((name, minutes, times) =>
        {
            var every = TimeSpan.FromMinutes(minutes);
            var points = times.Order().Select(t => new SeriesPoint(new Instant(t), t % 100, Kind.Weight, "d", Comparator.None)).ToList();
            var buckets = SeriesBuckets.Of(points, every, TimeZoneInfo.FindSystemTimeZoneById(name));
            Assert.Equal(points.Count, buckets.Sum(b => b.Count));
            for (var i = 0; i < buckets.Count; i++)
            {
                var (start, end) = (buckets[i].Time, i + 1 < buckets.Count ? buckets[i + 1].Time : Instant.Max);
                var inside = points.Where(p => p.Time >= start && p.Time < end).ToList();
                Assert.Equal(inside.Count, buckets[i].Count);
                Assert.Equal(inside.Average(p => p.Value), buckets[i].Mean!.Value, 9);
                Assert.True(inside[^1].Time - start < every + TimeSpan.FromHours(2));
            }
        });
    }
}
