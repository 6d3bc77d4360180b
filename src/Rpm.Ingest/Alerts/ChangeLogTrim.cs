using Rpm.Telemetry;

namespace Rpm.Ingest.Alerts;

/// <summary>
/// Keeps the change log from growing for ever: once an hour the changes of alerts that have been closed for long enough go, as far as
/// everybody who follows the log has come. A reader of the stream who stands before that is told so by a snapshot.
/// </summary>
/// <param name="places">Where each durable follower of the log stands.</param>
internal sealed partial class ChangeLogTrim(
    AlertStore store, TimeSpan keep, IReadOnlyList<Func<long>> places, TimeProvider time, ILogger<ChangeLogTrim> logger) : BackgroundService
{
    private const int Page = 1_000;

    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>Drops what may go now; says how many changes.</summary>
    public int Look(CancellationToken cancellationToken)
    {
        var before = Instant.From(time.GetUtcNow()) - keep;
        var upTo = places.Min(p => p());
        var gone = 0;
        while (!cancellationToken.IsCancellationRequested && store.Trim(before, upTo, Page) is var some and > 0)
        {
            gone += some;
        }

        if (gone > 0)
        {
            LogTrimmed(gone);
        }

        return gone;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        await store.OpenAsync(stoppingToken);
        try
        {
            do
            {
                await Task.Run(() => Look(stoppingToken), stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    [LoggerMessage(6030, LogLevel.Information, "{Changes} changes of alerts closed long ago were trimmed from the log; the alerts themselves stay.")]
    private partial void LogTrimmed(int changes);
}
