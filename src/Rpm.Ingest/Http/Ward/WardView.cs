using Rpm.Ingest.Alerts;
using Rpm.Ingest.Registry;
using Rpm.Ingest.TimeSeries;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Ingest.Http.Ward;

/// <summary>Gathers the page: patients with open alerts first, then others, at most <see cref="MostPatients"/>.</summary>
internal sealed class WardView(IRegistry registry, IAlertReader alerts, LatestValues latest, ISeriesStore series, TimeProvider clock) : IWardView
{
    private const int MostPatients = 200;
    private const int MostAlerts = 500;
    private static readonly TimeSpan Back = TimeSpan.FromDays(7);

    public async ValueTask<WardSnapshot> ReadAsync(CancellationToken cancellationToken)
    {
        var snapshot = registry.Current;
        var now = Instant.From(clock.GetUtcNow());
        var open = (await alerts.ListAsync(new AlertQuery { Open = true, Take = MostAlerts }, cancellationToken))
            .GroupBy(a => a.Patient).ToDictionary(g => g.Key, g => (IReadOnlyList<Alert>)[.. g], StringComparer.Ordinal);
        var ids = open.Keys.Concat(snapshot.Patients.Keys.Where(p => !open.ContainsKey(p)).Order(StringComparer.Ordinal)).Take(MostPatients);
        var patients = new List<WardPatient>();
        foreach (var id in ids)
        {
            var patient = snapshot.Patients.GetValueOrDefault(id);
            patients.Add(new WardPatient(
                id, patient?.Name, patient?.Mrn, latest.Of(id) ?? await LookUpAsync(id, snapshot, now, cancellationToken), open.GetValueOrDefault(id) ?? []));
        }

        return new WardSnapshot(now, patients);
    }

    private async Task<IReadOnlyList<WardValue>> LookUpAsync(string patient, RegistrySnapshot snapshot, Instant now, CancellationToken cancellationToken)
    {
        var slices = snapshot.SlicesOf(patient);
        if (slices.Count == 0)
        {
            return [];
        }

        var newest = await series.ReadAsync(
            new SeriesQuery { Slices = slices, From = now - Back, Descending = true, Take = 50 }, cancellationToken);
        foreach (var reading in newest)
        {
            var copy = reading.Reading;
            latest.Note(patient, in copy);
        }

        return latest.Of(patient) ?? [];
    }
}
