namespace Rpm.Ingest.Http;

/// <summary>How far a follower is. <c>Committed = Written + Rejected + Pending</c>.</summary>
/// <param name="LagSeconds">Age of the oldest entry it has not applied; 0 when it has applied all.</param>
internal sealed record FollowerStatus(string Name, long Committed, long Written, long Rejected, long Pending, double LagSeconds);
