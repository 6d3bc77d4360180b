using Rpm.Ingest.Journal;
using Rpm.Telemetry;

namespace Rpm.Ingest.Registry;

/// <summary>An entry that changed the registry, and the journal's time of it.</summary>
internal sealed record RegistryChanged(Instant At, JournalEntry Entry);
