using System.Collections.Concurrent;
using Rpm.Dashboard.Worklist;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Ingest.TimeSeries;
using Rpm.Telemetry;

namespace Rpm.Ingest.Dashboard;

/// <summary>
/// The last six hours of what the worklist shows, in memory: looked up once in the series store when a page first asks, then kept up
/// from the journal. Only what somebody has looked at within six hours is kept.
/// </summary>
internal sealed class RecentCourses(JournalLog log, ISeriesStore series, IRegistry registry, SeriesLookups lookups, TimeProvider clock) : IFollower, ICourses
{
    private readonly ConcurrentDictionary<(string Patient, Measure Measure), KeptCourse> _kept = new();

    public string Name => "recent-courses";

    public bool Embedded => true;

    public bool CountsReadings => false;

    public long TrimTo => long.MaxValue;

    private Instant Now => Instant.From(clock.GetUtcNow());

    /// <inheritdoc/>
    public Course? Of(string patient, Measure measure)
    {
        var now = Now;
        var kept = _kept.GetOrAdd((patient, measure), _ => new KeptCourse());
        kept.Asked = now;
        if (!kept.IsWhole)
        {
            lookups.Ask($"course {patient} {measure}", stop => LookUpAsync(patient, measure, kept, stop));
        }

        return kept.Read(now);
    }

    /// <inheritdoc/>
    public ValueTask<FollowerProgress> OpenAsync(CancellationToken cancellationToken) => ValueTask.FromResult(new FollowerProgress(log.LastPosition, 0, 0));

    /// <inheritdoc/>
    public ValueTask<FollowerProgress> ApplyAsync(IReadOnlyList<JournalGroup> groups, CancellationToken cancellationToken)
    {
        if (!_kept.IsEmpty)
        {
            foreach (var group in groups)
            {
                Note(group);
            }

            Forget();
        }

        return ValueTask.FromResult(new FollowerProgress(groups[^1].Last, 0, 0));
    }

    private void Note(JournalGroup group)
    {
        foreach (ref readonly var committed in group.Readings.Span)
        {
            for (var i = 0; i < committed.Reading.Values.Count; i++)
            {
                var value = committed.Reading.Values[i];
                if (_kept.TryGetValue((committed.Patient, value.Measure), out var kept))
                {
                    kept.Add(committed.Reading.Time, Units.ToCanonical(value.Quantity));
                }
            }
        }

        foreach (var entry in group.Entries)
        {
            // What was withdrawn or has moved is looked up again.
            foreach (var patient in entry switch
            {
                ReadingWithdrawn w => [w.Patient],
                PatientErased e => [e.Patient],
                EnrolmentPut p => p.Before is null ? [p.Enrolment.Patient] : new[] { p.Enrolment.Patient, p.Before.Patient },
                _ => [],
            })
            {
                Drop(k => k.Patient == patient);
            }
        }
    }

    private void Forget()
    {
        var old = Now - Course.Span;
        Drop(k => _kept.TryGetValue(k, out var kept) && kept.Asked < old);
    }

    private void Drop(Func<(string Patient, Measure Measure), bool> which)
    {
        foreach (var key in _kept.Keys.Where(which))
        {
            _kept.TryRemove(key, out _);
        }
    }

    private async Task LookUpAsync(string patient, Measure measure, KeptCourse kept, CancellationToken cancellationToken)
    {
        // What came before somebody asked must be in the store; what comes after is noted here.
        for (var (before, tries) = (log.LastPosition, 0); series.Cursor < before && tries < 100; tries++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), clock, cancellationToken);
        }

        var slices = registry.Current.SlicesOf(patient);
        IReadOnlyList<SeriesPoint> points = slices.Count == 0
            ? []
            : await series.PointsAsync(new SeriesQuery { Slices = slices, From = Now - Course.Span }, measure, cancellationToken);
        foreach (var point in points)
        {
            kept.Add(point.Time, point.Value);
        }

        kept.IsWhole = true;
    }
}
