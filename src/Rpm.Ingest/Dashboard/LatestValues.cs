using System.Collections.Concurrent;
using Rpm.Ingest.Journal;
using Rpm.Telemetry;

namespace Rpm.Ingest.Dashboard;

/// <summary>
/// The newest value of each measure of each patient, in memory, for the page. Follows the journal from its end at start; what came
/// before is looked up in the series store (<see cref="WardFeed"/>).
/// </summary>
internal sealed class LatestValues(JournalLog log) : IFollower
{
    private readonly ConcurrentDictionary<string, LatestOfPatient> _latest = new(StringComparer.Ordinal);

    public string Name => "latest-values";

    public bool Embedded => true;

    public bool CountsReadings => false;

    public long TrimTo => long.MaxValue;

    public ValueTask<FollowerProgress> OpenAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(new FollowerProgress(log.LastPosition, 0, 0));

    public ValueTask<FollowerProgress> ApplyAsync(IReadOnlyList<JournalGroup> groups, CancellationToken cancellationToken)
    {
        foreach (var group in groups)
        {
            foreach (ref readonly var reading in group.Readings.Span)
            {
                Note(reading.Patient, in reading.Reading);
            }

            foreach (var entry in group.Entries)
            {
                // A withdrawn or moved reading may have been the newest: look again.
                if (entry is ReadingWithdrawn withdrawn)
                {
                    _latest.TryRemove(withdrawn.Patient, out _);
                }
                else if (entry is PatientErased erased)
                {
                    _latest.TryRemove(erased.Patient, out _);
                }
                else if (entry is EnrolmentPut put)
                {
                    _latest.TryRemove(put.Enrolment.Patient, out _);
                    _latest.TryRemove(put.Before?.Patient ?? "", out _);
                }
            }
        }

        return ValueTask.FromResult(new FollowerProgress(groups[^1].Last, 0, 0));
    }

    /// <summary>Notes a reading, if it is newer than what is known.</summary>
    public void Note(string patient, in Reading reading)
    {
        if (reading.Kind == Kind.Status)
        {
            return;
        }

        _latest.GetOrAdd(patient, static _ => new LatestOfPatient()).Note(in reading);
    }

    /// <summary>Notes that there is nothing to find before what has come since the start.</summary>
    public void NoteLookedUp(string patient) => _latest.GetOrAdd(patient, static _ => new LatestOfPatient());

    /// <summary>What is known of a patient; null where nothing came since the start.</summary>
    public IReadOnlyList<MeasuredValue>? Of(string patient) =>
        _latest.TryGetValue(patient, out var values) ? values.All() : null;
}
