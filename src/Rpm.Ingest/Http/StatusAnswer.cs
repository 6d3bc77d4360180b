namespace Rpm.Ingest.Http;

/// <summary>The numbers of <c>GET /api/v1/status</c>, in readings since the data directory was made.</summary>
internal sealed record StatusAnswer(
    long Received, long Committed, long Duplicate, long Quarantined, long Discarded, IReadOnlyList<FollowerStatus> Followers)
{
    public static StatusAnswer From(EngineStatus status) => new(
        status.Balance.Received, status.Balance.Committed, status.Balance.Duplicate, status.Balance.Quarantined, status.Balance.Discarded, status.Followers);
}
