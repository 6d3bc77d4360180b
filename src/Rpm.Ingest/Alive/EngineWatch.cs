using Rpm.Ingest.Alerts;

namespace Rpm.Ingest.Alive;

/// <summary>Looks at the engine once a second, for as long as it runs, and tells what is found to those who own its alerts.</summary>
internal sealed class EngineWatch(EngineAlerts alerts, AlertStore store, Func<IReadOnlyList<EngineFinding>> look, TimeProvider time) : BackgroundService
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await store.OpenAsync(stoppingToken);
        alerts.Restore();
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                alerts.Look(look());
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped.
        }
    }
}
