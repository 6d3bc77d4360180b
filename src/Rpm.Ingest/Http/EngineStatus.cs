using Rpm.Ingest.Journal;

namespace Rpm.Ingest.Http;

/// <summary>The balance and every follower's, in readings since the data directory was made.</summary>
internal sealed record EngineStatus(Balance Balance, IReadOnlyList<FollowerStatus> Followers);
