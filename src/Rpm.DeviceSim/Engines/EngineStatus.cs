namespace Rpm.DeviceSim.Engines;

/// <summary>What <c>/api/v1/status</c> says: readings since the data directory was made.</summary>
internal sealed record EngineStatus(
    long Received, long Committed, long Duplicate, long Quarantined, long Discarded, IReadOnlyList<EngineFollower> Followers)
{
    /// <summary>Whether nothing is on its way to a follower.</summary>
    public bool IsSettled => Followers.All(f => f.Pending == 0);
}
