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
}
