using Rpm.Ingest.Journal;
using Rpm.Telemetry;

namespace Rpm.Ingest.Engine;

/// <summary>Notes in the journal that the engine started, and when it was last open.</summary>
internal sealed class StartEntry(Instant? lastOpen, IJournal journal) : IEngineStep
{
    public async Task RunAsync(CancellationToken cancellationToken) => await journal.AppendAsync([new EngineStarted(lastOpen)], cancellationToken);
}
