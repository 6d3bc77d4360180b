using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Rpm.Ingest.Engine;

/// <summary>
/// The connections of every listener. Kestrel ends idle ones by itself when it stops, but waits for a request that is only half sent,
/// or for an answer that nobody reads, until the host's time is over, and then none would be left to drain the followers. So what is
/// still open <see cref="Grace"/> after the stop began is cut off; no reading that was acknowledged is on its way there.
/// </summary>
internal sealed partial class OpenConnections(TimeProvider time, ILogger<OpenConnections> logger) : IHostedLifecycleService, IDisposable
{
    /// <summary>How long a request that is under way may take to end.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<ConnectionContext, bool> _open = new(ReferenceEqualityComparer.Instance);
    private ITimer? _end;
    private volatile bool _over;

    /// <summary>Connections open now.</summary>
    public int Count => _open.Count;

    /// <summary>Watches the connections of a listener. Call it before whatever speaks on them.</summary>
    public static void Watch(ListenOptions listen)
    {
        var connections = listen.ApplicationServices.GetRequiredService<OpenConnections>();
        listen.Use(next => context => connections.RunAsync(context, next));
    }

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _end ??= time.CreateTimer(_ => CutOff(), null, Grace, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _end?.Dispose();

    private async Task RunAsync(ConnectionContext context, ConnectionDelegate next)
    {
        _open[context] = true;
        try
        {
            if (_over)
            {
                context.Abort();
                return;
            }

            await next(context);
        }
        finally
        {
            _open.TryRemove(context, out _);
        }
    }

    private void CutOff()
    {
        _over = true;
        if (_open.Keys.ToList() is { Count: > 0 } left)
        {
            LogCutOff(left.Count, Grace.TotalSeconds);
            left.ForEach(context => context.Abort());
        }
    }

    [LoggerMessage(1203, LogLevel.Information, "{Connections} connections did not end within {Seconds} s of the stop; they are cut off.")]
    private partial void LogCutOff(int connections, double seconds);
}
