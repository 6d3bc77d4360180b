namespace Rpm.DeviceSim.Engines;

/// <summary>One follower in <c>/api/v1/status</c>, in readings.</summary>
internal sealed record EngineFollower(string Name, long Committed, long Written, long Rejected, long Pending);
