using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Ingest.TimeSeries;

namespace Rpm.Ingest.Followers;

/// <summary>
/// Gives an outside sink, from the embedded series store, the readings that the journal no longer holds: as they stand now, so
/// withdrawals, corrected enrolments and erasures are in them already. An erasure is handed over besides: the sink may hold what went.
/// </summary>
internal sealed class Resynchronisation(ISeriesStore series, IRegistry registry, TimeProvider clock)
{
    private const int ReadingsPerGroup = 5_000;

    /// <summary>The next readings behind a position as one group; it ends with <paramref name="upTo"/> where no more are left.</summary>
    /// <param name="committed">Readings committed up to <paramref name="upTo"/>: at the end nothing of them may stay pending, also what is stored no more.</param>
    public async Task<IReadOnlyList<JournalGroup>> ReadAsync(FollowerProgress progress, long upTo, long committed, CancellationToken cancellationToken)
    {
        var after = progress.Cursor;
        var stored = await series.ReadPositionsAsync(after, upTo, ReadingsPerGroup, cancellationToken);
        var snapshot = registry.Current;
        var readings = new List<CommittedReading>(stored.Count);
        foreach (var reading in stored.Where(r => r.Withdrawal is null))
        {
            var enrolment = snapshot.Attribute(reading.Reading.Device, reading.Reading.User, reading.Reading.Time);
            if (enrolment is not null)
            {
                readings.Add(new CommittedReading
                {
                    Position = reading.Position,
                    Received = reading.Received,
                    Ordinal = reading.Ordinal,
                    Patient = enrolment.Patient,
                    Reading = reading.Reading,
                });
            }
        }

        var whole = stored.Count < ReadingsPerGroup;
        var last = whole ? upTo : stored[^1].Position;
        var missing = whole ? Math.Max(0, committed - progress.Written - progress.Rejected - stored.Count) : 0;
        return
        [
            new JournalGroup
            {
                Id = 0,
                First = after + 1,
                Last = last,
                At = Telemetry.Instant.From(clock.GetUtcNow()),
                Readings = readings.ToArray(),
                Passed = (int)(missing + stored.Count - readings.Count),
                Entries =
                [
                    .. snapshot.Erased.Values.Where(e => e.Position > after && e.Position <= last).OrderBy(e => e.Position)
                        .Select(e => new PatientErased(e.Patient, e.By, e.Reason, e.Enrolments) { Position = e.Position }),
                ],
                Balance = default,
            },
        ];
    }
}
