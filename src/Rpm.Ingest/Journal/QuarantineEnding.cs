namespace Rpm.Ingest.Journal;

/// <summary>How an element left quarantine. The numbers are stored: never reuse one.</summary>
internal enum QuarantineEnding : byte
{
    /// <summary>Replayed and committed.</summary>
    Committed = 1,
    /// <summary>Replayed, and it was there already.</summary>
    Duplicate = 2,
    /// <summary>Expired by policy.</summary>
    Discarded = 3,
}
