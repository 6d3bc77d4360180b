using HdrHistogram;

namespace Rpm.DeviceSim.Load;

/// <summary>Latencies of a run, in all and of the current slice of time, in microseconds to three digits. Thread-safe.</summary>
internal sealed class LatencyRecorder(double microsecondsPerTick)
{
    /// <summary>Ten minutes; what takes longer counts as this.</summary>
    public const long Longest = 600_000_000;

    private readonly Lock _gate = new();
    private readonly LongHistogram _all = new(Longest, 3);
    private readonly LongHistogram _slice = new(Longest, 3);
    private long _count;

    /// <summary>How many there are.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Adds latencies in ticks of the clock.</summary>
    public void Record(ReadOnlySpan<long> ticks)
    {
        if (ticks.IsEmpty)
        {
            return;
        }

        lock (_gate)
        {
            foreach (var tick in ticks)
            {
                var value = Math.Clamp((long)(tick * microsecondsPerTick), 1, Longest);
                _all.RecordValue(value);
                _slice.RecordValue(value);
            }
        }

        Interlocked.Add(ref _count, ticks.Length);
    }

    /// <summary>Adds one in ticks of the clock.</summary>
    public void RecordTicks(long ticks) => Record(new ReadOnlySpan<long>(in ticks));

    /// <summary>Adds one.</summary>
    public void Record(TimeSpan latency) => RecordTicks((long)(latency.TotalMicroseconds / microsecondsPerTick));

    /// <summary>A copy of everything so far.</summary>
    public HistogramBase Copy()
    {
        lock (_gate)
        {
            return _all.Copy();
        }
    }

    /// <summary>The slice since the last call: median, 99th percentile and maximum in milliseconds; null where it is empty.</summary>
    public (double P50, double P99, double Max)? TakeSlice()
    {
        lock (_gate)
        {
            if (_slice.TotalCount == 0)
            {
                return null;
            }

            var values = (_slice.GetValueAtPercentile(50) / 1000.0, _slice.GetValueAtPercentile(99) / 1000.0, _slice.GetMaxValue() / 1000.0);
            _slice.Reset();
            return values;
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _all.Reset();
            _slice.Reset();
            Interlocked.Exchange(ref _count, 0);
        }
    }
}
