namespace Rpm.Ingest.Journal;

/// <summary>How far a follower has durably come. Counts are readings since the data directory was made.</summary>
/// <param name="Cursor">Position of the last entry it has applied; 0 = none.</param>
/// <param name="Written">Readings it holds or delivered.</param>
/// <param name="Rejected">Readings that its store refused for good.</param>
internal readonly record struct FollowerProgress(long Cursor, long Written, long Rejected);
