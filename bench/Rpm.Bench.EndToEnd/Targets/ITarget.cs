namespace Rpm.Bench.EndToEnd.Targets;

/// <summary>Something that takes publishes, in a process of its own.</summary>
internal interface ITarget : IAsyncDisposable
{
    /// <summary>Name in the table.</summary>
    string Name { get; }

    /// <summary>Its MQTT port on loopback.</summary>
    int Port { get; }

    /// <summary>Starts it and waits until it takes connections; a reason where it cannot run here.</summary>
    Task<string?> StartAsync(CancellationToken cancel);

    /// <summary>Waits until everything acknowledged so far has been worked off; null where acknowledged is all there is.</summary>
    /// <exception cref="InvalidDataException">What the target counted contradicts what was acknowledged.</exception>
    Task<TimeSpan?> CatchUpAsync(long acknowledgedInAll, CancellationToken cancel);

    /// <summary>Processor time it used so far.</summary>
    TimeSpan ProcessorTime { get; }
}
