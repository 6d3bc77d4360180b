using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Ingest.TimeSeries;

namespace Rpm.Ingest.Followers;

/// <summary>
/// Gives an outside sink, from the embedded series store, the readings that the journal no longer holds: as they stand now, so
/// withdrawals and corrected enrolments of these readings are in them already.
/// </summary>
internal sealed class Resynchronisation(ISeriesStore series, IRegistry registry, TimeProvider clock)
{
    private const int ReadingsPerGroup = 5_000;

    /// <summary>The next readings behind a position as one group; it ends with <paramref name="upTo"/> where no more are left.</summary>
    public async Task<IReadOnlyList<JournalGroup>> ReadAsync(long after, long upTo, CancellationToken cancellationToken)
    {
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

        return
        [
            new JournalGroup
            {
                Id = 0,
                First = after + 1,
                Last = stored.Count < ReadingsPerGroup ? upTo : stored[^1].Position,
                At = Telemetry.Instant.From(clock.GetUtcNow()),
                Readings = readings.ToArray(),
                Passed = stored.Count - readings.Count,
                Entries = [],
                Balance = default,
            },
        ];
    }
}
