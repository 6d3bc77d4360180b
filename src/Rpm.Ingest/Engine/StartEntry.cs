using Rpm.Ingest.Alerts;
using Rpm.Ingest.Journal;
using Rpm.Telemetry;

namespace Rpm.Ingest.Engine;

/// <summary>
/// Notes in the journal that the engine started, and when it was last there: at its newest commit, or later where a timer changed an
/// alert after that. Nothing to come is before that time, also where the machine's clock was set back.
/// </summary>
internal sealed class StartEntry(Instant? lastOpen, AlertStore alerts, JournalLog log, IJournal journal, int groupSilences) : IEngineStep
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var before = lastOpen is { } open && alerts.TimersRan is { } ran && ran > open ? ran : lastOpen;
        log.NotBefore(before ?? Instant.Min);
        await journal.AppendAsync([new EngineStarted(before, groupSilences)], cancellationToken);
    }
}
