using Rpm.Bench.EndToEnd.Generator;
using Rpm.Bench.EndToEnd.Targets;

namespace Rpm.Bench.EndToEnd.Capacity;

/// <summary>What every trial needs: engines, load, and somebody to tell how it goes.</summary>
/// <param name="assembly">The built engine.</param>
internal sealed class Workshop(string assembly, TimeProvider time, TextWriter progress)
{
    private const int Connections = 50;
    private const int Window = 10_000 / Connections;
    private int _run;

    public TimeProvider Time => time;

    /// <summary>An engine that runs, with an empty data directory.</summary>
    public async Task<Engine> StartAsync(CancellationToken cancel, params string[] settings)
    {
        var engine = new Engine(assembly, settings, time);
        await StartedAsync(engine, engine.Name, cancel);
        return engine;
    }

    /// <summary>Starts a target.</summary>
    /// <exception cref="InvalidDataException">It does not start.</exception>
    public static async Task StartedAsync(ITarget target, string name, CancellationToken cancel)
    {
        if (await target.StartAsync(cancel) is { } reason)
        {
            await target.DisposeAsync();
            throw new InvalidDataException($"{name}: {reason}");
        }
    }

    /// <summary>Full load over 50 connections for a while; returns the PUBACKs and how long it took until the last of them.</summary>
    public async Task<(long Acknowledged, TimeSpan Elapsed)> FloodAsync(ITarget target, int devices, TimeSpan duration, CancellationToken cancel)
    {
        await using var fleet = await Fleet.ConnectAsync(target.Port, Connections, Window, ++_run, time, cancel, devices);
        return await fleet.FloodAsync(duration);
    }

    /// <summary>Says what is being done.</summary>
    public Task SayAsync(FormattableString what) => progress.WriteLineAsync(FormattableString.Invariant(what));
}
