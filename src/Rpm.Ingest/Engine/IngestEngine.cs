namespace Rpm.Ingest.Engine;

/// <summary>
/// Starts and stops the parts in order. Outputs open first and inputs last: followers open where they stood, the committer runs, the
/// journal notes the start, then the followers go on (timers must not run before they know of the outage), and only then do the host's
/// listeners open. Stopping runs the other way: the door shuts, what was taken is committed,
/// every follower is brought to the journal's end (within <see cref="LongestDrain"/>), then the files close.
/// </summary>
internal sealed partial class IngestEngine(
    EngineParts parts, Func<IReadOnlyList<IEngineStep>> prepare, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<IngestEngine> logger) : IHostedService, IDisposable
{
    /// <summary>What the followers have not applied by then waits in the journal for the next start.</summary>
    public static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _abort = new();
    private readonly List<Task> _running = [];
    private Task _committing = Task.CompletedTask;
    private Task _trimming = Task.CompletedTask;
    private long _until = long.MaxValue;

    /// <summary>The failure that stopped the engine by itself; null otherwise.</summary>
    public Exception? Failure { get; private set; }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var steps = prepare();
        foreach (var pump in parts.Pumps)
        {
            await pump.OpenAsync(cancellationToken);
        }

        _committing = WatchAsync("committer", parts.Committer.RunAsync(_abort.Token));
        _trimming = WatchAsync("trimmer", TrimAsync(_abort.Token));
        foreach (var step in steps)
        {
            await step.RunAsync(cancellationToken);
        }

        foreach (var pump in parts.Pumps)
        {
            _running.Add(WatchAsync(pump.Follower.Name, pump.RunAsync(() => Volatile.Read(ref _until) is var until and < long.MaxValue ? until : null, _abort.Token)));
        }
    }

    /// <summary>Takes nothing more, and returns once what was taken is committed (or the time is over).</summary>
    public async Task ShutDoorAsync(CancellationToken cancellationToken)
    {
        parts.Intake.Stop();
        // A committer that failed is reported where it is watched.
        await _committing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        parts.Intake.Stop();
        using var deadline = new CancellationTokenSource(LongestDrain, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            await _committing.WaitAsync(either.Token);
            Volatile.Write(ref _until, parts.Log.LastGroup);
            var embedded = parts.Pumps.Zip(_running).Where(p => p.First.Follower.Embedded).Select(p => p.Second);
            await Task.WhenAll(embedded).WaitAsync(either.Token);
            // Outside sinks get a moment: what they miss they find in the journal at the next start.
            await Task.WhenAll(_running).WaitAsync(TimeSpan.FromSeconds(2), clock, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (OperationCanceledException)
        {
            LogNotDrained();
        }

        await _abort.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _trimming.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose() => _abort.Dispose();

    /// <summary>A part that fails unexpectedly stops the host: half an engine must not look like a whole one.</summary>
    private async Task WatchAsync(string name, Task task)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException) when (_abort.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            Failure = e;
            LogFailed(e, name);
            lifetime.StopApplication();
            throw;
        }
    }

    private async Task TrimAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2), clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            parts.Trimmer.Look();
        }
    }

    [LoggerMessage(1200, LogLevel.Critical, "The part '{Part}' failed; the engine stops.")]
    private partial void LogFailed(Exception reason, string part);

    [LoggerMessage(1201, LogLevel.Warning, "Not everything was drained in the time given; the rest is in the journal and is done at the next start.")]
    private partial void LogNotDrained();
}
