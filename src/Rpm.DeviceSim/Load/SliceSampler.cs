using Rpm.DeviceSim.Reports;

namespace Rpm.DeviceSim.Load;

/// <summary>Notes once a second what happened; for long runs neighbours are joined, so that a week is no more to look at than ten minutes.</summary>
internal sealed class SliceSampler(LoadGenerator generator, RateProfile? rate, RunClock clock, TimeProvider time)
{
    private const int Most = 1_200;

    private readonly Lock _gate = new();
    private List<TimeSlice> _slices = [];
    private TimeSlice? _part;
    private int _join = 1;
    private int _joined;
    private ConnectionCounts _before;
    private TimeSpan _until;

    /// <summary>So far.</summary>
    public IReadOnlyList<TimeSlice> Slices
    {
        get
        {
            lock (_gate)
            {
                return _part is null ? [.. _slices] : [.. _slices, _part];
            }
        }
    }

    /// <summary>Takes one now.</summary>
    public void Take()
    {
        var now = time.GetElapsedTime(clock.Start);
        var seconds = (now - _until).TotalSeconds;
        if (seconds <= 0)
        {
            return;
        }

        var (counts, latency) = (generator.Counts, generator.Measures.Latency.TakeSlice());
        var slice = new TimeSlice(
            (clock.Began + _until).UnixMilliseconds / 1000.0, seconds, rate?.RateAt(_until + (now - _until) / 2), counts.SentReadings - _before.SentReadings,
            counts.AcknowledgedReadings - _before.AcknowledgedReadings, latency?.P50, latency?.P99, latency?.Max);
        (_before, _until) = (counts, now);
        lock (_gate)
        {
            Keep(slice);
        }
    }

    /// <summary>Takes the last one; a short end belongs to what was before it.</summary>
    public void Finish()
    {
        Take();
        lock (_gate)
        {
            if (_part is null && _slices is [.., var last, { Seconds: < 0.5 } end])
            {
                _slices.RemoveRange(_slices.Count - 2, 2);
                _slices.Add(TimeSlice.Join(last, end));
            }
        }
    }

    /// <summary>Takes one every second until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancel))
            {
                Take();
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private void Keep(TimeSlice slice)
    {
        _part = _part is null ? slice : TimeSlice.Join(_part, slice);
        if (++_joined < _join)
        {
            return;
        }

        _slices.Add(_part);
        (_part, _joined) = (null, 0);
        if (_slices.Count >= Most)
        {
            _slices = [.. _slices.Chunk(2).Select(pair => pair.Length == 2 ? TimeSlice.Join(pair[0], pair[1]) : pair[0])];
            _join *= 2;
        }
    }
}
