using System.Diagnostics.Metrics;
using Rpm.Dashboard.Operations;
using Rpm.Ingest.Metrics;

namespace Rpm.Ingest.Dashboard;

/// <summary>
/// Listens to the engine's own histograms while somebody looks at the operations page, and not otherwise: on the way of every frame even a
/// cheap count has its price. Values go into classes of one eighth of a doubling, so a percentile is exact to about 9 %.
/// </summary>
internal sealed class StageClock(RpmMeters meters) : IDisposable
{
    private const int PerDoubling = 8;
    private const int Classes = 32 * PerDoubling;
    private const double Least = 1e-6; // seconds

    private readonly (string Name, Instrument Instrument, long[] Counts)[] _stages =
    [
        ("Frame to acknowledgement", meters.AckDuration, new long[Classes]),
        ("Group to commit", meters.CommitDuration, new long[Classes]),
        ("Door to monitor", meters.SyntheticDuration, new long[Classes]),
        ("Receipt to alert", meters.AlertDuration, new long[Classes]),
    ];

    private readonly Lock _lock = new();
    private MeterListener? _listener;

    /// <summary>The percentiles of what was measured since it began to listen.</summary>
    public IReadOnlyList<StageNumbers> Read()
    {
        Listen();
        return [.. _stages.Select(s => Of(s.Name, s.Counts))];
    }

    /// <summary>Stops and forgets.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _listener?.Dispose();
            _listener = null;
            foreach (var stage in _stages)
            {
                Array.Clear(stage.Counts);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Stop();

    private void Listen()
    {
        lock (_lock)
        {
            if (_listener is not null)
            {
                return;
            }

            _listener = new MeterListener();
            _listener.SetMeasurementEventCallback<double>((_, value, _, state) =>
            {
                var counts = (long[])state!;
                var index = value <= Least ? 0 : Math.Min((int)(Math.Log2(value / Least) * PerDoubling), Classes - 1);
                Interlocked.Increment(ref counts[index]);
            });
            foreach (var stage in _stages)
            {
                _listener.EnableMeasurementEvents(stage.Instrument, stage.Counts);
            }

            _listener.Start();
        }
    }

    private static StageNumbers Of(string name, long[] counts)
    {
        var total = counts.Sum();
        return new StageNumbers(name, total, Percentile(counts, total, 0.5), Percentile(counts, total, 0.99));
    }

    private static TimeSpan? Percentile(long[] counts, long total, double share)
    {
        var rank = (long)Math.Ceiling(total * share);
        for (var (i, seen) = (0, 0L); total > 0 && i < counts.Length; i++)
        {
            seen += counts[i];
            if (seen >= rank)
            {
                // The upper edge of the class: never better than it was.
                return TimeSpan.FromSeconds(Least * Math.Pow(2, (i + 1) / (double)PerDoubling));
            }
        }

        return null;
    }
}
