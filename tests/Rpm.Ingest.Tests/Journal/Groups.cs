using Rpm.Ingest.Journal;
using Rpm.Ingest.Pipeline;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Journal;

/// <summary>A journal written by hand: groups with readings and entries, as the committer would publish them.</summary>
internal sealed class Groups(JournalFile file, JournalLog log)
{
    private long _next = log.LastPosition + 1;
    private Balance _balance = log.Balance;

    /// <summary>Commits one group; entries come behind the readings.</summary>
    public JournalGroup Commit(IReadOnlyList<(string Patient, Reading Reading)> readings, params JournalEntry[] entries)
    {
        var at = log.Begin();
        var group = Make(log.LastGroup + 1, _next, at, readings, entries, _balance);
        (_next, _balance) = (group.Last + 1, group.Balance);
        var body = new ByteWriter();
        JournalCodec.Begin(body);
        foreach (ref readonly var reading in group.Readings.Span)
        {
            JournalCodec.Write(body, in reading, at);
        }

        foreach (var entry in entries)
        {
            JournalCodec.Write(body, entry);
        }

        file.Append(group.Id, group.First, group.Last, at, group.Readings.Length, group.Balance, body.Written);
        log.Publish(group);
        return group;
    }

    /// <summary>Commits so many heart rates of one device, one group.</summary>
    public JournalGroup Commit(int readings) => Commit(
        [.. Enumerable.Range(0, readings).Select(i => ("p", TimeSeries.Samples.HeartRate("d", new Instant((_next + i) * 1000), 60)))]);

    /// <summary>A group with no file behind it.</summary>
    public static JournalGroup Make(
        long id, long first, Instant at, IReadOnlyList<(string Patient, Reading Reading)> readings, IReadOnlyList<JournalEntry> entries, Balance balance = default)
    {
        var position = first;
        var committed = readings.Select(r => new CommittedReading
        {
            Position = position++,
            Patient = r.Patient,
            Received = at,
            Reading = r.Reading,
        }).ToArray();
        foreach (var entry in entries)
        {
            entry.Position = position++;
        }

        return new JournalGroup
        {
            Id = id,
            First = first,
            Last = position - 1,
            At = at,
            Readings = committed,
            Entries = entries,
            Balance = balance with { Received = balance.Received + readings.Count, Committed = balance.Committed + readings.Count },
        };
    }
}
