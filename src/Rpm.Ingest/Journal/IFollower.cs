namespace Rpm.Ingest.Journal;

/// <summary>
/// A view of the journal with its own durable cursor. Called by one task, in journal order, without gaps; never
/// concurrently. After a crash it is called again from its cursor: groups at or below it must be skipped (a group may
/// straddle nothing: cursors always lie on a group's end).
/// </summary>
internal interface IFollower
{
    /// <summary>Its name in metrics and <c>/api/v1/status</c>.</summary>
    string Name { get; }

    /// <summary>True for the monitor and the embedded stores: the journal is never trimmed past them. False: it may be detached.</summary>
    bool Embedded { get; }

    /// <summary>Opens its store and says how far it has come.</summary>
    ValueTask<FollowerProgress> OpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Applies the groups, oldest first, and returns when that is durable together with the new cursor. May be given many
    /// groups at once when it lags.
    /// </summary>
    /// <exception cref="SinkUnavailableException">Nothing was lost, try the same groups again later.</exception>
    ValueTask<FollowerProgress> ApplyAsync(IReadOnlyList<JournalGroup> groups, CancellationToken cancellationToken);
}
