using HdrHistogram;

namespace Rpm.DeviceSim.Terminal;

/// <summary>Latencies in a histogram of microseconds to three digits, up to ten minutes. Thread-safe.</summary>
internal sealed class Latencies
{
    private const long Longest = 600_000_000;

    private readonly Lock _gate = new();
    private readonly LongHistogram _histogram = new(Longest, 3);

    /// <summary>Adds one.</summary>
    public void Record(TimeSpan latency)
    {
        lock (_gate)
        {
            _histogram.RecordValue(Math.Clamp((long)latency.TotalMicroseconds, 1, Longest));
        }
    }

    /// <summary>The summary so far; null where nothing was recorded.</summary>
    public LatencySummary? Summarize()
    {
        lock (_gate)
        {
            return _histogram.TotalCount == 0
                ? null
                : new LatencySummary(_histogram.TotalCount, At(50), At(95), At(99), _histogram.GetMaxValue() / 1000.0);
        }
    }

    /// <summary>How many lie in each doubling of a quarter millisecond, up to the longest; for a picture.</summary>
    public IReadOnlyList<(double UpToMilliseconds, long Count)> Doublings()
    {
        lock (_gate)
        {
            var parts = new List<(double, long)>();
            long below = 0, most = _histogram.TotalCount == 0 ? 0 : _histogram.GetMaxValue();
            for (long upTo = 250; below < most; below = upTo, upTo *= 2)
            {
                var count = 0L;
                foreach (var value in _histogram.RecordedValues())
                {
                    count += value.ValueIteratedTo > below && value.ValueIteratedTo <= upTo ? value.CountAtValueIteratedTo : 0;
                }

                parts.Add((upTo / 1000.0, count));
            }

            return parts;
        }
    }

    private double At(double percentile) => _histogram.GetValueAtPercentile(percentile) / 1000.0;
}
