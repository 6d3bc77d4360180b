namespace Rpm.Ingest.Followers;

/// <summary>The journal was trimmed past an outside follower while it stood still.</summary>
internal sealed class JournalGapException(string follower) : Exception($"The journal no longer holds what '{follower}' needs next.");
