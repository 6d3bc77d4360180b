namespace Rpm.Bench.EndToEnd.Targets;

/// <summary>One follower in <c>/api/v1/status</c>.</summary>
internal sealed record EngineFollower(string Name, long Committed, long Written, long Rejected, long Pending, double LagSeconds);
