namespace Rpm.Bench.EndToEnd.Targets;

/// <summary>What <c>/api/v1/status</c> says.</summary>
internal sealed record EngineStatus(
    long Received, long Committed, long Duplicate, long Quarantined, long Discarded, IReadOnlyList<EngineFollower> Followers)
{
    /// <summary>Holds the conservation law, and what was acknowledged, against the counts.</summary>
    /// <exception cref="InvalidDataException">They do not agree.</exception>
    public void Check(long acknowledged)
    {
        if (Received != Committed + Duplicate + Quarantined + Discarded)
        {
            throw new InvalidDataException($"received is not the sum of its parts: {this}.");
        }

        if (Committed != acknowledged)
        {
            throw new InvalidDataException($"{acknowledged} readings were acknowledged and unique, but: {this}.");
        }

        foreach (var follower in Followers.Where(f => f.Committed != f.Written + f.Rejected + f.Pending))
        {
            throw new InvalidDataException($"The follower's parts do not add up: {follower}.");
        }
    }
}
