using Rpm.Dashboard.Charts;
using Rpm.Rules.Statistics;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Patients;

/// <summary>Reads and computes what the page of a patient shows.</summary>
public sealed class PatientViews(IPatientRecords records, SiteUnits units, TimeProvider clock)
{
    private const int CountedDays = 30;

    private static readonly Kind[] Sparse = [Kind.Cgm, Kind.BloodPressure];
    private static readonly Kind[] Others = [Kind.PulseOximetry, Kind.Glucose, Kind.HeartRate, Kind.Temperature, Kind.Weight, Kind.RespiratoryRate];

    /// <summary>The page's content; null where there is no such patient.</summary>
    /// <param name="viewer">The zone of the axes; null = the patient's, until the browser has said its own.</param>
    public async Task<PatientView?> ReadAsync(string patient, PatientRange range, TimeZoneInfo? viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(range);
        if (records.Find(patient) is not { } card)
        {
            return null;
        }

        // A device's clock may run a little ahead of ours: what it measured "just now" belongs on the page.
        var now = Instant.From(clock.GetUtcNow());
        var (from, to) = (now - range.Span, now + TimeSpan.FromMinutes(5));
        var sparse = records.ReadAsync(patient, Sparse, now - PanelBuilder.Period(range.Span), to, cancellationToken);
        var others = records.ReadAsync(patient, Others, from, to, cancellationToken);
        var latest = records.LatestAsync(patient, cancellationToken);
        var measured = records.MeasuredAsync(patient, now - TimeSpan.FromDays(CountedDays + 1), to, cancellationToken);
        var devices = records.DevicesAsync(patient, cancellationToken);
        var alerts = records.AlertsAsync(patient, from, cancellationToken);
        await Task.WhenAll(sparse, others, latest, measured, devices, alerts);

        IReadOnlyList<PatientSample> samples = [.. await sparse, .. await others];
        var shown = samples.Where(s => s.Time >= from && s.IsCounted).ToList();
        var axis = new TimeAxis(from, to, viewer ?? card.Zone);
        var panels = new PanelBuilder(card, axis, samples, await alerts, units.Glucose);
        return new PatientView(
            card, range, now, from, axis.Zone, LatestTiles.Of(await latest, samples, units.Glucose), panels.Glucose(), panels.Pressure(), panels.Saturation(), panels.Others(),
            MeasuredDays.Of(await measured, now, card.Zone, CountedDays), await devices, await alerts,
            [.. shown.Select(s => s.Kind).Distinct().Order()], shown.Count(s => s.IsTest), shown.Count(s => s.IsLate));
    }
}
