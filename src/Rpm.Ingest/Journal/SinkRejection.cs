namespace Rpm.Ingest.Journal;

/// <summary>A reading that the store refused for good, with the store's own words.</summary>
internal sealed record SinkRejection(long Position, string Reason);
