using System.Globalization;
using HdrHistogram;

namespace Rpm.Bench.EndToEnd.Generator;

/// <summary>All connections of one measurement.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    /// <summary>Devices over all connections.</summary>
    public const int Devices = 5_000;

    private readonly List<RawPublisher> _publishers = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _time;
    private Task _receiving = Task.CompletedTask;

    private Fleet(TimeProvider time) => _time = time;

    /// <summary>Packets sent.</summary>
    public long Sent => _publishers.Sum(p => p.Sent);

    /// <summary>PUBACKs received.</summary>
    public long Acknowledged => _publishers.Sum(p => p.Acknowledged);

    /// <summary>Connects; the devices are shared out among the connections.</summary>
    /// <param name="run">Unique among the fleets of one target: no reading id occurs twice.</param>
    public static async Task<Fleet> ConnectAsync(int port, int connections, int window, int run, TimeProvider time, CancellationToken cancel)
    {
        var fleet = new Fleet(time);
        for (var c = 0; c < connections; c++)
        {
            PacketTemplate[] templates = [.. Enumerable.Range(0, Devices).Where(d => d % connections == c).Select(d => PacketTemplate.For("rpm/v1", d))];
            fleet._publishers.Add(await RawPublisher.ConnectAsync(
                "127.0.0.1", port, string.Create(CultureInfo.InvariantCulture, $"bench-{run}-{c}"), templates, window,
                ((ulong)run << 56) | ((ulong)c << 40), time, cancel));
        }

        fleet._receiving = Task.WhenAll(fleet._publishers.Select(p => p.ReceiveAsync(fleet._stop.Token)));
        return fleet;
    }

    /// <summary>Sends as fast as it is acknowledged; returns PUBACKs and the exact time from the first send to the last PUBACK.</summary>
    public async Task<(long Acknowledged, TimeSpan Elapsed)> FloodAsync(TimeSpan duration)
    {
        var (before, start) = (Acknowledged, _time.GetTimestamp());
        using var end = new CancellationTokenSource(duration, _time);
        await GuardAsync(Task.WhenAll(_publishers.Select(p => Task.Run(() => p.FloodAsync(end.Token)))));
        await DrainAsync();
        return (Acknowledged - before, _time.GetElapsedTime(start));
    }

    /// <summary>Sends on a schedule and returns the latencies (scheduled send to PUBACK, µs) and the rate that was really sent.</summary>
    public async Task<(LongHistogram Latency, double PerSecond)> PacedAsync(double perSecond, TimeSpan duration)
    {
        foreach (var publisher in _publishers)
        {
            publisher.Latency.Reset();
            publisher.Recording = true;
        }

        var (before, start) = (Sent, _time.GetTimestamp());
        for (var c = 0; c < _publishers.Count; c++)
        {
            // Spread within a packet's interval, so that the connections do not send in chorus.
            var offset = (long)(_time.TimestampFrequency / perSecond * c);
            _publishers[c].Schedule(start + offset, perSecond / _publishers.Count);
        }

        await GuardAsync(Task.Run(() => TickAsync(start, duration)));
        var rate = (Sent - before) / _time.GetElapsedTime(start).TotalSeconds;
        await DrainAsync();
        var all = new LongHistogram(60_000_000, 3);
        foreach (var publisher in _publishers)
        {
            publisher.Recording = false;
            all.Add(publisher.Latency);
        }

        return (all, rate);
    }

    // One loop for all connections: a timer for each of them would cost more than the sending.
    private async Task TickAsync(long start, TimeSpan duration)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1), _time);
        while (_time.GetElapsedTime(start) < duration && await timer.WaitForNextTickAsync())
        {
            foreach (var publisher in _publishers)
            {
                publisher.SendDue();
            }
        }

        await Task.WhenAll(_publishers.Select(p => p.FinishAsync()));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var publisher in _publishers)
        {
            publisher.Dispose();
        }

        try
        {
            await _receiving;
        }
        catch (Exception ended) when (ended is IOException or System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            // Reported by GuardAsync where it mattered.
        }

        _stop.Dispose();
    }

    private async Task DrainAsync()
    {
        foreach (var publisher in _publishers)
        {
            var drained = publisher.DrainAsync(TimeSpan.FromSeconds(60));
            await GuardAsync(drained);
            if (!await drained)
            {
                throw new IOException("Not every publish was acknowledged within 60 s.");
            }
        }
    }

    // A broken connection ends the measurement at once instead of a silent wait.
    private async Task GuardAsync(Task work)
    {
        if (await Task.WhenAny(work, _receiving) == _receiving && !work.IsCompleted)
        {
            await _receiving;
        }

        await work;
    }
}
