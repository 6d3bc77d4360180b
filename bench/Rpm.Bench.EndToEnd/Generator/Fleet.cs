using HdrHistogram;
using Rpm.DeviceSim.Load;
using Rpm.DeviceSim.Publishing;

namespace Rpm.Bench.EndToEnd.Generator;

/// <summary>All connections of one measurement: the simulator's generator with readings that never change.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    /// <summary>Devices over all connections where nothing else is said.</summary>
    public const int Devices = 5_000;

    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(60);

    private readonly LoadGenerator _generator;
    private readonly TimeProvider _time;

    private Fleet(LoadGenerator generator, TimeProvider time) => (_generator, _time) = (generator, time);

    /// <summary>PUBACKs received.</summary>
    public long Acknowledged => _generator.Counts.Acknowledged;

    /// <summary>Connects; the devices are shared out among the connections.</summary>
    /// <param name="run">Unique among the fleets of one target: no reading id occurs twice.</param>
    /// <param name="devices">Devices over all connections.</param>
    public static async Task<Fleet> ConnectAsync(int port, int connections, int window, int run, TimeProvider time, CancellationToken cancel, int devices = Devices)
    {
        FixedPackets[] packets = [.. Enumerable.Range(0, connections).Select(c => new FixedPackets(Enumerable.Range(0, devices).Where(d => d % connections == c)))];
        var generator = new LoadGenerator(
            new LoadSettings
            {
                Broker = new BrokerAddress { Port = port },
                ClientIdPrefix = FormattableString.Invariant($"bench-{run}"),
                Window = window,
                KeepAlive = 0,
                IdBase = (ulong)run << 32,
            },
            packets, time);
        await generator.ConnectAsync(cancel);
        return new Fleet(generator, time);
    }

    /// <summary>Sends as fast as it is acknowledged; returns PUBACKs and the exact time from the first send to the last PUBACK.</summary>
    public async Task<(long Acknowledged, TimeSpan Elapsed)> FloodAsync(TimeSpan duration)
    {
        foreach (var connection in _generator.Connections)
        {
            connection.Arrivals = new FloodArrivals(duration, connection.Groups);
        }

        var (before, clock) = (Acknowledged, RunClock.Of(_time));
        await _generator.RunAsync(clock, flood: true, duration, TimeSpan.Zero, CancellationToken.None);
        await DrainAsync();
        return (Acknowledged - before, _time.GetElapsedTime(clock.Start));
    }

    /// <summary>Sends on a schedule and returns the latencies (scheduled send to PUBACK, µs) and the rate that was really sent.</summary>
    public async Task<(HistogramBase Latency, double PerSecond)> PacedAsync(double perSecond, TimeSpan duration)
    {
        _generator.Measures.Latency.Reset();
        var profile = RateProfile.Even(perSecond, duration);
        for (var c = 0; c < _generator.Connections.Count; c++)
        {
            _generator.Connections[c].Arrivals = new EvenArrivals(profile, c, _generator.Connections.Count, _generator.Connections[c].Groups);
        }

        var (before, clock) = (_generator.Counts.Sent, RunClock.Of(_time));
        await _generator.RunAsync(clock, flood: false, duration, TimeSpan.Zero, CancellationToken.None);
        var rate = (_generator.Counts.Sent - before) / _time.GetElapsedTime(clock.Start).TotalSeconds;
        await DrainAsync();
        return (_generator.Measures.Latency.Copy(), rate);
    }

    public ValueTask DisposeAsync() => _generator.DisposeAsync();

    private async Task DrainAsync()
    {
        if (!await _generator.DrainAsync(DrainLimit))
        {
            throw new IOException("Not every publish was acknowledged within 60 s.");
        }
    }
}
