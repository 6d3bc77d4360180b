using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Worklist;

/// <summary>The worklist as rows: one patient each, in the order in which they need somebody.</summary>
public static class WorklistRows
{
    private static readonly Measure[] Usual =
        [Measure.Glucose, Measure.Spo2, Measure.Systolic, Measure.HeartRate, Measure.Pulse, Measure.Weight, Measure.Temperature, Measure.RespiratoryRate];

    /// <summary>Every patient's row, worst first.</summary>
    public static IReadOnlyList<WorklistRow> All(Ward ward) =>
        [.. ward.Patients.Select(p => Row(p, ward.At)).OrderBy(Rank).ThenBy(r => r.Alert?.Raised ?? Instant.Max).ThenBy(r => r.Patient.Label, StringComparer.Ordinal).ThenBy(r => r.Patient.Id, StringComparer.Ordinal)];

    /// <summary>Whether a filter wants the row.</summary>
    /// <param name="person">Who asks; null where they have not said.</param>
    public static bool Wants(WorklistFilter filter, WorklistRow row, string? person, IReadOnlySet<string> panel) =>
        (filter.Priorities.Count == 0 || (row.Alert is { } alert && filter.Priorities.Contains(alert.Priority)))
        && filter.Show switch
        {
            WorklistFilter.New => row.Waits,
            WorklistFilter.Mine => person is not null && row.Patient.Alerts.Any(a => AlertOwner.Of(a) == person),
            WorklistFilter.Unmeasured => row is { MeasuredToday: false, Patient.Wears: true },
            WorklistFilter.Everyone => true,
            _ => row.Alert is not null,
        }
        && (!filter.Panel || panel.Contains(row.Patient.Id))
        && (filter.Text is not { } text || Has(row.Patient.Name, text) || Has(row.Patient.Mrn, text) || Has(row.Patient.Id, text));

    /// <summary>Unacknowledged before acknowledged, then the higher priority.</summary>
    public static int Rank(Alert alert) => (alert.Acknowledged ? 10 : 0) - (int)alert.Priority;

    private static int Rank(WorklistRow row) => row.Alert is { } alert ? Rank(alert) : 100;

    private static WorklistRow Row(WardPatient patient, Instant now)
    {
        var alert = patient.Alerts.OrderBy(Rank).ThenBy(a => a.Raised).FirstOrDefault();
        var usual = patient.Latest is { } latest ? Usual.Where(m => latest.Any(v => v.Measure == m)).Cast<Measure?>().FirstOrDefault() : null;
        return new WorklistRow(patient, alert, alert is null ? usual : alert.Measure, MeasuredToday(patient, now));
    }

    private static bool? MeasuredToday(WardPatient patient, Instant now)
    {
        if (patient.Latest is not { } latest)
        {
            return null;
        }

        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(patient.Zone, out var found) ? found : TimeZoneInfo.Utc;
        var today = TimeZoneInfo.ConvertTime(now.ToDateTimeOffset(), zone).Date;
        return latest.Any(v => TimeZoneInfo.ConvertTime(v.Time.ToDateTimeOffset(), zone).Date >= today);
    }

    private static bool Has(string? value, string text) => value?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;
}
