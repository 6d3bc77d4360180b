namespace Rpm.Ingest.Pipeline;

/// <summary>What becomes of one reading.</summary>
internal enum Fate
{
    Committed,
    Duplicate,
    /// <summary>Same identity, other content.</summary>
    Conflict,
    /// <summary>Unknown device, or nobody was enrolled.</summary>
    Unattributed,
    /// <summary>Its device or publisher brings in more than it may.</summary>
    RateLimited,
    /// <summary>A part, and the reading that it completes has not come yet.</summary>
    Waiting,
}
