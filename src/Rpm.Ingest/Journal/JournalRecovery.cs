using Rpm.Ingest.Duplicates;
using Rpm.Ingest.Registry;

namespace Rpm.Ingest.Journal;

/// <summary>
/// Brings what the committer holds in memory up to the journal's end, at start: the registry behind its file's cursor, and the
/// keys of the readings that are in no run of the duplicate index yet.
/// </summary>
internal static class JournalRecovery
{
    private const int ReadingsPerRead = 65_536;

    /// <summary>Reads the journal from where the two stand; returns the registry as of its end.</summary>
    public static RegistrySnapshot Recover(JournalLog log, DuplicateIndex duplicates, RegistrySnapshot registry, long registryCursor)
    {
        var keys = new DuplicateKeys(duplicates);
        var durable = duplicates.DurablePosition;
        var group = log.GroupAt(Math.Min(registryCursor, durable));
        while (log.ReadAfter(group, ReadingsPerRead) is { Count: > 0 } groups)
        {
            foreach (var next in groups)
            {
                foreach (var entry in next.Entries)
                {
                    registry = entry.Position > registryCursor ? RegistryChange.Apply(registry, entry, next.At) : registry;
                }

                foreach (ref readonly var reading in next.Readings.Span)
                {
                    if (reading.Position > durable)
                    {
                        keys.Add(in reading.Reading, reading.Ordinal);
                    }
                }

                duplicates.Commit(next.Last, next.At);
                group = next.Id;
            }
        }

        return registry;
    }
}
