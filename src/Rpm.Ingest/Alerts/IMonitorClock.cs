namespace Rpm.Ingest.Alerts;

/// <summary>How far the monitor has come in the journal.</summary>
internal interface IMonitorClock
{
    /// <summary>Position of the last entry that the monitor has judged and whose alert changes the alert store shows.</summary>
    long Applied { get; }

    /// <summary>Completes when <see cref="Applied"/> is at least <paramref name="position"/>.</summary>
    Task WaitForAsync(long position, CancellationToken cancellationToken);
}
