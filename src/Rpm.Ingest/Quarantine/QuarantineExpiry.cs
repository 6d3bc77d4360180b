using Rpm.Ingest.Pipeline;

namespace Rpm.Ingest.Quarantine;

/// <summary>Discards, counted, what has lain in quarantine for longer than the policy says. Looks once an hour.</summary>
internal sealed partial class QuarantineExpiry(QuarantineDoor door, TimeSpan age, TimeProvider clock, ILogger<QuarantineExpiry> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), clock);
        try
        {
            do
            {
                await ExpireAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task ExpireAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await door.ExpireAsync(age, cancellationToken) is var expired and > 0)
            {
                LogExpired(expired, age.TotalDays);
            }
        }
        catch (IntakeStoppedException e)
        {
            LogPostponed(e);
        }
    }

    [LoggerMessage(1400, LogLevel.Warning, "{Expired} elements were discarded from quarantine: they lay there for more than {Days:F0} days.")]
    private partial void LogExpired(int expired, double days);

    [LoggerMessage(1401, LogLevel.Warning, "Nothing was discarded from quarantine now: the journal takes nothing.")]
    private partial void LogPostponed(Exception reason);
}
