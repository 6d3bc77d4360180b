using CsCheck;
using Rpm.Dashboard.Charts;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Tests.Charts;

public class DownsamplingTests
{
    private static readonly TimeSpan Gap = TimeSpan.FromMinutes(20);

    // Steps between readings in minutes, with gaps among them, and values.
    private static readonly Gen<ChartPoint[]> Readings =
        Gen.Select(Gen.Frequency((20, Gen.Int[1, 15]), (1, Gen.Int[21, 2000])), Gen.Int[40, 400]).Array[1, 3000].Select(steps =>
        {
            var minute = 0L;
            return steps.Select(s => new ChartPoint(new Instant((minute += s.Item1) * 60_000), s.Item2, "")).ToArray();
        });

    private static readonly Gen<ChartPoint[]> Ranges =
        Gen.Select(Readings, Gen.Int[1, 39]).Select((points, height) => points.Select((p, i) => p with { Low = p.Value - height - (i * 7 % 31) }).ToArray());

    private static readonly Gen<(ChartPoint[] Points, int Most)> Any = Gen.Select(Gen.OneOf(Readings, Ranges), Gen.Int[24, 700]);

    [Fact]
    [Trait("Control", "C-180")]
    public void Keep_AnyReadings_StaysWithinTheNumber() =>
        Any.Sample(any => Assert.InRange(Downsampling.Keep(any.Points, Gap, any.Most).Sum(s => s.Count), 1, any.Most));

    [Fact]
    [Trait("Control", "C-180")]
    public void Keep_AnyReadings_MakesNothingUp() => Any.Sample(any =>
    {
        var kept = Flat(any.Points, any.Most);

        Assert.Subset(any.Points.ToHashSet(), kept.ToHashSet());
        Assert.All(kept.Zip(kept.Skip(1)), pair => Assert.True(pair.First.Time < pair.Second.Time));
        Assert.Equal((any.Points[0], any.Points[^1]), (kept[0], kept[^1]));
    });

    [Fact]
    [Trait("Control", "C-180")]
    public void Keep_AnyReadings_KeepsTheLowestAndTheHighest() => Any.Sample(any =>
    {
        var kept = Flat(any.Points, any.Most);

        Assert.Equal(any.Points.Max(p => p.Value), kept.Max(p => p.Value));
        Assert.Equal(any.Points.Min(p => p.Value), kept.Min(p => p.Value));
        Assert.Equal(any.Points.Max(p => p.Low), kept.Max(p => p.Low));
        Assert.Equal(any.Points.Min(p => p.Low), kept.Min(p => p.Low));
    });

    // Without gaps the number of stretches is known: each must show its own lowest and highest.
    [Fact]
    [Trait("Control", "C-180")]
    public void Keep_AMonthWithoutGaps_KeepsTheExtremesOfEveryStretch() => Gen.Int[40, 400].Array[2000, 9000].Sample(values =>
    {
        var points = values.Select((v, i) => new ChartPoint(new Instant(i * 300_000L), v, "")).ToArray();
        const int Stretches = 299;
        var span = points[^1].Time.UnixMilliseconds + 1;

        var kept = Flat(points, 600).ToLookup(p => p.Time.UnixMilliseconds * Stretches / span);

        Assert.All(points.GroupBy(p => p.Time.UnixMilliseconds * Stretches / span), stretch =>
        {
            Assert.Equal(stretch.Max(p => p.Value), kept[stretch.Key].Max(p => p.Value));
            Assert.Equal(stretch.Min(p => p.Value), kept[stretch.Key].Min(p => p.Value));
        });
    });

    [Fact]
    [Trait("Control", "C-180")]
    public void Keep_AnyReadings_KeepsLongGapsWithBothEdgesAndJoinsNothingAcrossThem() => Any.Sample(any =>
    {
        var segments = Downsampling.Keep(any.Points, Gap, any.Most);
        var span = any.Points[^1].Time - any.Points[0].Time;
        // No more gaps than most/12 can be longer than this part of the span.
        var sure = any.Points.Length <= any.Most ? Gap : Max(Gap, span / ((any.Most / 12) + 1));
        var joined = segments.SelectMany(s => s.Zip(s.Skip(1))).ToList();

        foreach (var (before, after) in any.Points.Zip(any.Points.Skip(1)).Where(p => p.Second.Time - p.First.Time > sure))
        {
            Assert.DoesNotContain(joined, j => j.First.Time <= before.Time && j.Second.Time >= after.Time);
            Assert.Contains(segments, s => s[^1] == before);
            Assert.Contains(segments, s => s[0] == after);
        }
    });

    [Fact]
    public void Keep_FewReadings_KeepsAll()
    {
        var points = Enumerable.Range(0, 288).Select(i => new ChartPoint(new Instant(i * 300_000L), i, "")).ToArray();

        Assert.Equal(points, Assert.Single(Downsampling.Keep(points, Gap)));
        Assert.Empty(Downsampling.Keep([], Gap));
    }

    [Fact]
    public void Keep_OneBreachInAMonth_IsStillThere()
    {
        var points = Enumerable.Range(0, 8640).Select(i => new ChartPoint(new Instant(i * 300_000L), i == 4321 ? 48 : 110 + (i % 9), "")).ToArray();

        Assert.Contains(points[4321], Flat(points, Downsampling.Most));
    }

    private static List<ChartPoint> Flat(ChartPoint[] points, int most) => [.. Downsampling.Keep(points, Gap, most).SelectMany(s => s)];

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
