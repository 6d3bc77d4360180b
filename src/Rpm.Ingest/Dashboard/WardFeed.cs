using Rpm.Dashboard.Patients;
using Rpm.Dashboard.Worklist;
using Rpm.Ingest.Alerts;
using Rpm.Ingest.Registry;
using Rpm.Ingest.TimeSeries;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Ingest.Dashboard;

/// <summary>Gathers the ward for every open worklist at once: however many watch, it is put together at most four times a second.</summary>
internal sealed class WardFeed(
    IRegistry registry, AlertStore alerts, LatestValues latest, ISeriesStore series, SeriesLookups lookups, SiteUnits units, TimeProvider clock) : IWardSource
{
    // Values change all the time; alerts are told at once.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Back = TimeSpan.FromDays(7);

    private readonly Lock _building = new();
    private Ward? _ward;

    /// <inheritdoc/>
    public Ward Read()
    {
        var now = Instant.From(clock.GetUtcNow());
        lock (_building)
        {
            if (_ward is { } ward && ward.Sequence == alerts.LastSequence && now - ward.At is var age && age >= TimeSpan.Zero && age < Pace)
            {
                return ward;
            }

            return _ward = Build(now);
        }
    }

    /// <inheritdoc/>
    public async Task WaitAsync(Ward seen, CancellationToken cancellationToken)
    {
        using var beat = new CancellationTokenSource(Beat, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, beat.Token);
        try
        {
            await alerts.WaitForChangeAsync(seen.Sequence, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
        }
    }

    private Ward Build(Instant now)
    {
        var open = alerts.Open;
        var snapshot = registry.Current;
        var byPatient = open.Alerts.Values.GroupBy(a => a.Patient, StringComparer.Ordinal).ToDictionary(g => g.Key, g => (IReadOnlyList<Alert>)[.. g], StringComparer.Ordinal);
        var patients = new List<WardPatient>(snapshot.Patients.Count + 1);
        foreach (var patient in snapshot.Patients.Values)
        {
            patients.Add(new WardPatient(
                patient.Id, patient.Name, patient.Mrn, patient.BirthDate, patient.TimeZone, patient.CareTeam,
                patient.PausedUntil is { } until && until > now ? until : null, snapshot.EnrolmentsOfPatient(patient.Id).Any(e => e.From <= now && now < e.To),
                byPatient.GetValueOrDefault(patient.Id, []), LatestOf(patient.Id)));
        }

        foreach (var (id, of) in byPatient)
        {
            if (!snapshot.Patients.ContainsKey(id))
            {
                patients.Add(new WardPatient(id, null, null, null, "UTC", null, null, false, of, []));
            }
        }

        return new Ward(open.Sequence, now, units.Glucose, patients);
    }

    private IReadOnlyList<LatestValue>? LatestOf(string patient)
    {
        if (latest.Of(patient) is { } known)
        {
            return [.. known.Select(v => new LatestValue(v.Kind, v.Measure, v.Quantity, v.Time, v.Test))];
        }

        lookups.Ask($"latest {patient}", stop => LookUpAsync(patient, stop));
        return null;
    }

    private async Task LookUpAsync(string patient, CancellationToken cancellationToken)
    {
        var slices = registry.Current.SlicesOf(patient);
        if (slices.Count > 0)
        {
            var query = new SeriesQuery { Slices = slices, From = Instant.From(clock.GetUtcNow()) - Back, Descending = true, Take = 50 };
            foreach (var stored in await series.ReadAsync(query, cancellationToken))
            {
                var reading = stored.Reading;
                latest.Note(patient, in reading);
            }
        }

        latest.NoteLookedUp(patient);
    }
}
