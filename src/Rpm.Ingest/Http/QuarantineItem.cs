using Rpm.Ingest.Journal;

namespace Rpm.Ingest.Http;

/// <summary>An element in quarantine.</summary>
/// <param name="Id">Journal position of its entry.</param>
internal sealed record QuarantineItem(long Id, Quarantined Entry);
