using Rpm.Ingest.Journal;

namespace Rpm.Ingest.Followers;

/// <summary>How a follower stands, for status, metrics and health.</summary>
/// <param name="Committed">Readings committed to the journal so far.</param>
/// <param name="LagSeconds">Age of the oldest entry it has not applied; 0 when there is none.</param>
/// <param name="Detached">Fell so far behind that the journal no longer holds what it needs; it is being brought up from the series store.</param>
/// <param name="Fault">Why it does not go on now; null when it does.</param>
internal sealed record FollowerState(
    string Name, bool Embedded, long Committed, FollowerProgress Progress, double LagSeconds, bool Detached, string? Fault)
{
    /// <summary><c>committed = written + rejected + pending</c>.</summary>
    public long Pending => Committed - Progress.Written - Progress.Rejected;
}
