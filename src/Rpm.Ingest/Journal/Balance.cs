namespace Rpm.Ingest.Journal;

/// <summary>
/// The conservation law: <c>Received = Committed + Duplicate + Quarantined + Discarded</c>, in readings, since the data
/// directory was made. <see cref="Received"/> is counted at the door, the others where they happen.
/// </summary>
internal readonly record struct Balance(long Received, long Committed, long Duplicate, long Quarantined, long Discarded)
{
    /// <summary>Zero when every reading is accounted for; the number that is missing otherwise.</summary>
    public long Missing => Received - Committed - Duplicate - Quarantined - Discarded;
}
