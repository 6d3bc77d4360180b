namespace Rpm.Ingest.Alive;

/// <summary>How far a follower of the journal is behind: readings not yet applied, and the age of the oldest of them in seconds.</summary>
internal sealed record FollowerLag(string Name, long Pending, double LagSeconds);
