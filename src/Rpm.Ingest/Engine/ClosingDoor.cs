namespace Rpm.Ingest.Engine;

/// <summary>
/// Shuts the door before anything else stops, so that connections end with their acknowledgements. Register it last: the hooks of
/// a stopping host run in the reverse order.
/// </summary>
internal sealed class ClosingDoor(IngestEngine engine) : IHostedLifecycleService
{
    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => engine.ShutDoorAsync(cancellationToken);

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
}
