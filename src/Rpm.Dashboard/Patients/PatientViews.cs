using System.Collections.Concurrent;
using Rpm.Dashboard.Charts;
using Rpm.Rules.Statistics;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Patients;

/// <summary>Reads and computes what the page of a patient shows.</summary>
public sealed class PatientViews(IPatientRecords records, SiteUnits units, TimeProvider clock)
{
    /// <summary>So many readings of a kind are in the page's tables before somebody asks for more.</summary>
    public const int TableRows = 20;

    private const int CountedDays = 30;
    private const int MostKept = 32;

    // A page is asked for twice when it is opened (as HTML, then by its live connection), and by several tabs: what is a few seconds old serves all of them.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private static readonly Kind[] Sparse = [Kind.Cgm, Kind.BloodPressure];
    private static readonly Kind[] Others = [Kind.PulseOximetry, Kind.Glucose, Kind.HeartRate, Kind.Temperature, Kind.Weight, Kind.RespiratoryRate];

    private readonly ConcurrentDictionary<(string Patient, string Range, string? Zone), PatientView> _kept = new();

    /// <summary>The page's content, at most five seconds old; null where there is no such patient.</summary>
    /// <param name="viewer">The zone of the axes; null = the patient's, until the browser has said its own.</param>
    public async ValueTask<PatientView?> ReadAsync(string patient, PatientRange range, TimeZoneInfo? viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(range);
        var key = (patient, range.Key, viewer?.Id);
        if (_kept.TryGetValue(key, out var kept) && Instant.From(clock.GetUtcNow()) - kept.Now < Fresh)
        {
            return kept;
        }

        if (_kept.Count >= MostKept)
        {
            _kept.Clear();
        }

        var view = await MakeAsync(patient, range, viewer, cancellationToken);
        if (view is not null)
        {
            _kept[key] = view;
        }

        return view;
    }

    /// <summary>Something was changed: whoever asks next gets it anew.</summary>
    public void Forget(string patient)
    {
        foreach (var key in _kept.Keys.Where(k => k.Patient == patient))
        {
            _kept.TryRemove(key, out _);
        }
    }

    private async Task<PatientView?> MakeAsync(string patient, PatientRange range, TimeZoneInfo? viewer, CancellationToken cancellationToken)
    {
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
        var panels = new PanelBuilder(card, axis, samples, await alerts, units.Glucose, range.Href(patient));
        return new PatientView(
            card, range, now, from, axis.Zone, LatestTiles.Of(await latest, samples, units.Glucose), panels.Glucose(), panels.Pressure(), panels.Saturation(), panels.Others(),
            MeasuredDays.Of(await measured, now, card.Zone, CountedDays), await devices, await alerts,
            Newest(samples, from), shown.Count(s => s.IsTest), shown.Count(s => s.IsLate));
    }

    private static Dictionary<Kind, IReadOnlyList<PatientSample>> Newest(IReadOnlyList<PatientSample> samples, Instant from)
    {
        var newest = new Dictionary<Kind, List<PatientSample>>();
        foreach (var sample in samples.Reverse())
        {
            if (sample.Time >= from)
            {
                var rows = newest.TryGetValue(sample.Kind, out var known) ? known : newest[sample.Kind] = [];
                if (rows.Count < TableRows)
                {
                    rows.Add(sample);
                }
            }
        }

        return newest.ToDictionary(n => n.Key, n => (IReadOnlyList<PatientSample>)n.Value);
    }
}
