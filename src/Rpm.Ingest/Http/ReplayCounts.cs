namespace Rpm.Ingest.Http;

/// <summary>What became of replayed elements: <c>replayed = committed + duplicate + quarantined</c>.</summary>
/// <param name="Quarantined">Still not usable.</param>
internal sealed record ReplayCounts(int Replayed, int Committed, int Duplicate, int Quarantined);
