namespace Rpm.Ingest.Journal;

/// <summary>What a sink did with the readings of the groups it was given: <c>Written + Rejected.Count</c> is their number.</summary>
internal sealed record SinkDelivery(long Written, IReadOnlyList<SinkRejection> Rejected);
