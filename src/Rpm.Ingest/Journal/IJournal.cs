namespace Rpm.Ingest.Journal;

/// <summary>Where everything but frames enters the journal: registry changes, alert actions, withdrawals, packs.</summary>
internal interface IJournal
{
    /// <summary>Appends the entries in one commit and returns the position of the last, once that is durable.</summary>
    /// <exception cref="Pipeline.IntakeStoppedException">The journal takes nothing now; nothing was appended.</exception>
    ValueTask<long> AppendAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken);
}
