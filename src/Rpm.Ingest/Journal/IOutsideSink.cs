namespace Rpm.Ingest.Journal;

/// <summary>
/// A store outside the process (InfluxDB, a FHIR server). Its cursor is kept for it; delivering a group twice must leave
/// one copy. Called by one task, in journal order.
/// </summary>
internal interface IOutsideSink
{
    /// <summary>Its name in metrics and <c>/api/v1/status</c>, for example <c>influx</c>.</summary>
    string Name { get; }

    /// <summary>Delivers all readings and effects of the groups; each reading ends up written or rejected.</summary>
    /// <exception cref="SinkUnavailableException">The store did not take them now; the same groups will be delivered again.</exception>
    Task<SinkDelivery> DeliverAsync(IReadOnlyList<JournalGroup> groups, CancellationToken cancellationToken);
}
