using Rpm.Ingest.Journal;

namespace Rpm.Ingest.Registry;

/// <summary>Takes out of a journal group what is an erased patient's, for whoever comes to the group only after the erasure. Pure.</summary>
internal static class Erasures
{
    /// <summary>
    /// The group without the readings and entries of patients that were erased later in the journal. A reading that a correction gave to
    /// somebody else before the erasure stays. What is taken out counts as passed.
    /// </summary>
    public static JournalGroup Strip(JournalGroup group, RegistrySnapshot registry)
    {
        if (group.First > registry.LastErasure)
        {
            return group;
        }

        var readings = group.Readings.Span;
        var entries = group.Entries.Where(e => !IsErased(e, registry)).ToList();
        var gone = 0;
        for (var i = 0; i < readings.Length; i++)
        {
            gone += IsErased(in readings[i], registry) ? 1 : 0;
        }

        if (gone == 0 && entries.Count == group.Entries.Count)
        {
            return group;
        }

        var kept = new CommittedReading[readings.Length - gone];
        for (int i = 0, next = 0; i < readings.Length; i++)
        {
            if (!IsErased(in readings[i], registry))
            {
                kept[next++] = readings[i];
            }
        }

        return new JournalGroup
        {
            Id = group.Id,
            First = group.First,
            Last = group.Last,
            At = group.At,
            Readings = kept,
            Passed = group.Passed + gone,
            Entries = entries,
            Balance = group.Balance,
        };
    }

    private static bool IsErased(in CommittedReading committed, RegistrySnapshot registry) =>
        registry.IsErased(committed.Patient, committed.Position)
        && registry.Attribute(committed.Reading.Device, committed.Reading.User, committed.Reading.Time) is null;

    /// <summary>Only what is nobody else's: an enrolment that moved from or to another patient must still move that one's readings.</summary>
    private static bool IsErased(JournalEntry entry, RegistrySnapshot registry) => entry switch
    {
        PatientPut put => registry.IsErased(put.Patient.Id, entry.Position),
        LimitSet set => registry.IsErased(set.Patient, entry.Position),
        MonitoringPaused paused => registry.IsErased(paused.Patient, entry.Position),
        AlertActed acted => registry.IsErased(acted.Action.Patient, entry.Position),
        _ => false,
    };
}
