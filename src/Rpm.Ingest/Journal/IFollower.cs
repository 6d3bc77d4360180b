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

    /// <summary>Whether it is one of those for whom readings are counted in <c>/api/v1/status</c>.</summary>
    bool CountsReadings => true;

    /// <summary>The journal may forget entries at or below this position. Mostly the cursor; less where a snapshot lags behind it.</summary>
    long TrimTo { get; }

    /// <summary>Opens its store and says how far it has come.</summary>
    ValueTask<FollowerProgress> OpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Applies the groups, oldest first, and returns when that is durable together with the new cursor. May be given many
    /// groups at once when it lags.
    /// </summary>
    /// <exception cref="SinkUnavailableException">Nothing was lost, try the same groups again later.</exception>
    ValueTask<FollowerProgress> ApplyAsync(IReadOnlyList<JournalGroup> groups, CancellationToken cancellationToken);

    /// <summary>Called when every published group is applied, about once a second: timers may run up to the fence.</summary>
    ValueTask AdvanceAsync(JournalFence fence, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
