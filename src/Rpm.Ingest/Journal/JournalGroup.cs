using Rpm.Telemetry;

namespace Rpm.Ingest.Journal;

/// <summary>
/// What one commit made durable: immutable once published, shared by all followers. Readings and other entries are each in
/// order of position; merge the two by <c>Position</c> where their relative order matters.
/// </summary>
internal sealed class JournalGroup
{
    /// <summary>Position of the first entry.</summary>
    public required long First { get; init; }

    /// <summary>Position of the last entry.</summary>
    public required long Last { get; init; }

    /// <summary>The journal's own clock: never runs backwards from group to group; it is <c>now</c> for whatever replays the group.</summary>
    public required Instant At { get; init; }

    public required ReadOnlyMemory<CommittedReading> Readings { get; init; }

    public required IReadOnlyList<JournalEntry> Entries { get; init; }

    /// <summary>The balance after this group, since the data directory was made.</summary>
    public required Balance Balance { get; init; }
}
