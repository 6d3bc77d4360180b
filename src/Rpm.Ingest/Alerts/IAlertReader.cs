using Rpm.Rules.Alerts;

namespace Rpm.Ingest.Alerts;

/// <summary>What alerts there are, and every change in the order it was stored.</summary>
internal interface IAlertReader
{
    /// <summary>The alert as it stands; null where there is none.</summary>
    Task<Alert?> GetAsync(string id, CancellationToken cancellationToken);

    /// <summary>The alerts that match, newest raised first.</summary>
    Task<IReadOnlyList<Alert>> ListAsync(AlertQuery query, CancellationToken cancellationToken);

    /// <summary>At most <paramref name="take"/> changes behind <paramref name="sequence"/>, oldest first.</summary>
    Task<IReadOnlyList<AlertLogEntry>> ChangesAfterAsync(long sequence, int take, CancellationToken cancellationToken);

    /// <summary>Sequence of the newest change; 0 where there is none.</summary>
    long LastSequence { get; }

    /// <summary>
    /// Whoever stands here or later gets every change by following the log. One who stands before must take the open alerts as they stand:
    /// changes were trimmed, or erased with their patient.
    /// </summary>
    long WholeFrom { get; }

    /// <summary>Completes when <see cref="LastSequence"/> is greater than <paramref name="sequence"/>.</summary>
    Task WaitForChangeAsync(long sequence, CancellationToken cancellationToken);
}
