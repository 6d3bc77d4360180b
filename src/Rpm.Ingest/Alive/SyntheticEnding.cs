namespace Rpm.Ingest.Alive;

/// <summary>How a synthetic reading ended.</summary>
internal enum SyntheticEnding
{
    /// <summary>None has ended yet.</summary>
    None = 0,
    /// <summary>Committed and judged by the monitor in time.</summary>
    Passed,
    /// <summary>The intake took nothing.</summary>
    IntakeStopped,
    /// <summary>Not durable in time, or the commit failed.</summary>
    NotCommitted,
    /// <summary>Taken, but not as one new reading: quarantined or a duplicate.</summary>
    Refused,
    /// <summary>Durable, but the monitor had not judged it in time.</summary>
    NotJudged,
}
