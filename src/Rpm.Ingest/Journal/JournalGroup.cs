using Rpm.Telemetry;

namespace Rpm.Ingest.Journal;

/// <summary>
/// What one commit made durable: immutable once published, shared by all followers. Readings and other entries are each in
/// order of position; merge the two by <c>Position</c> where their relative order matters.
/// </summary>
internal sealed class JournalGroup
{
    /// <summary>1, 2, 3…: every commit, also one that only counted duplicates and holds no entry.</summary>
    public required long Id { get; init; }

    /// <summary>Position of the first entry; of the next one to come where the group is empty.</summary>
    public required long First { get; init; }

    /// <summary>Position of the last entry; <c>First - 1</c> where the group is empty.</summary>
    public required long Last { get; init; }

    /// <summary>The journal's own clock: never runs backwards from group to group; it is <c>now</c> for whatever replays the group.</summary>
    public required Instant At { get; init; }

    public required ReadOnlyMemory<CommittedReading> Readings { get; init; }

    /// <summary>
    /// Readings of this stretch that are not handed over, since by now nobody has them: erased with their patient, or (for a sink that is
    /// being brought up from the series store) withdrawn or without an enrolment. They count as written: nothing is left to do for them.
    /// </summary>
    public int Passed { get; init; }

    /// <summary>Readings of this stretch, handed over or not.</summary>
    public int Counted => Readings.Length + Passed;

    public required IReadOnlyList<JournalEntry> Entries { get; init; }

    /// <summary>The balance after this group, since the data directory was made.</summary>
    public required Balance Balance { get; init; }
}
