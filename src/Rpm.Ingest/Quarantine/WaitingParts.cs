using Rpm.Ingest.Pipeline;

namespace Rpm.Ingest.Quarantine;

/// <summary>
/// Looks once a second after the parts that wait for the reading that they complete. What waits lies in quarantine, in the journal like everything
/// else there: a crash costs the wait, not the part.
/// </summary>
internal sealed partial class WaitingParts(QuarantineDoor door, TimeProvider clock, ILogger<WaitingParts> logger) : BackgroundService
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        var postponed = false;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await door.JoinAsync(stoppingToken);
                    postponed = false;
                }
                catch (IntakeStoppedException e)
                {
                    if (!postponed)
                    {
                        LogPostponed(e);
                    }

                    postponed = true;
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    [LoggerMessage(1402, LogLevel.Warning, "Parts that wait stay in quarantine: the journal takes nothing.")]
    private partial void LogPostponed(Exception reason);
}
