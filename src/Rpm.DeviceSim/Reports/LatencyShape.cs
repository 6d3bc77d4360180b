using HdrHistogram;

namespace Rpm.DeviceSim.Reports;

/// <summary>A histogram of microseconds as something to look at.</summary>
internal static class LatencyShape
{
    private static readonly double[] Percentiles =
        [0, 10, 25, 50, 60, 70, 75, 80, 85, 90, 92.5, 95, 97, 98, 99, 99.25, 99.5, 99.75, 99.9, 99.95, 99.99, 99.999];

    /// <summary>How many lie in each doubling of a quarter millisecond, up to the longest.</summary>
    public static IReadOnlyList<(double UpToMilliseconds, long Count)> Doublings(HistogramBase histogram)
    {
        var parts = new List<(double, long)>();
        long below = 0, most = histogram.TotalCount == 0 ? 0 : histogram.GetMaxValue();
        var values = histogram.RecordedValues().Select(v => (v.ValueIteratedTo, v.CountAtValueIteratedTo)).ToList();
        for (long upTo = 250; below < most; below = upTo, upTo *= 2)
        {
            var (from, to) = (below, upTo);
            parts.Add((upTo / 1000.0, values.Where(v => v.ValueIteratedTo > from && v.ValueIteratedTo <= to).Sum(v => v.CountAtValueIteratedTo)));
        }

        return parts;
    }

    /// <summary>Milliseconds at percentiles that come closer and closer to 100.</summary>
    public static IReadOnlyList<(double Percentile, double Milliseconds)> Curve(HistogramBase histogram) =>
        [.. Percentiles.Where(p => p == 0 || histogram.TotalCount >= 100 / (100 - p)).Select(p => (p, histogram.GetValueAtPercentile(p) / 1000.0))];
}
