using Rpm.Dashboard.Charts;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Patients;

/// <summary>Readings and alerts into what charts are made of.</summary>
internal static class ChartSources
{
    /// <summary>The time after which two readings of a kind are not joined by a line.</summary>
    public static TimeSpan Gap(Kind kind) => kind switch
    {
        // A glucose sensor is silent after 20 minutes; an oximeter's readings belong together for two (the rules' own gap).
        Kind.Cgm => TimeSpan.FromMinutes(20),
        Kind.PulseOximetry or Kind.HeartRate => TimeSpan.FromMinutes(2),
        Kind.Weight => TimeSpan.FromDays(7),
        _ => TimeSpan.FromHours(24),
    };

    /// <summary>A measure of readings in order of time, device by device, thinned so that all series together stay within <see cref="Downsampling.Most"/>.</summary>
    public static IReadOnlyList<ChartSeries> Series(IEnumerable<PatientSample> samples, Kind kind, Measure measure, Unit unit, Measure? low = null)
    {
        var devices = samples.Where(s => s.Kind == kind && s.IsCounted && s.TryGet(measure, out _)).GroupBy(s => s.Device, StringComparer.Ordinal).ToList();
        return
        [
            .. devices.OrderBy(d => d.Key, StringComparer.Ordinal).Select(device =>
            {
                var points = device.Select(s => Point(in s, measure, unit, low)).ToList();
                return new ChartSeries(device.Key, Downsampling.Keep(points, Gap(kind), Math.Max(24, Downsampling.Most / devices.Count)), [.. points.Select(p => p.Marks)]);
            }),
        ];
    }

    /// <summary>The patient's alerts about a kind, on the time axis.</summary>
    /// <param name="page">Where the alerts are listed with their reasons, without fragment.</param>
    public static IReadOnlyList<ChartAlert> Alerts(IEnumerable<Alert> alerts, Kind kind, Instant from, string page) =>
    [
        .. alerts.Where(a => a.Kind == kind && (a.Resolved is null || a.Resolved > from)).Select(a => new ChartAlert(
            a.Id, a.Title, a.Priority, a.ReadingTime ?? a.Raised, a.Active ? null : a.Resolved ?? a.Raised, a.Acknowledged, a.Test, $"{page}#alert-{a.Id}")).OrderBy(a => a.From),
    ];

    /// <summary>A value in a unit.</summary>
    public static double In(Quantity quantity, Unit unit) =>
        quantity.Unit == unit ? quantity.Value : Units.FromCanonical(Units.ToCanonical(quantity), unit);

    private static ChartPoint Point(in PatientSample sample, Measure measure, Unit unit, Measure? low)
    {
        sample.TryGet(measure, out var quantity);
        var marks = sample.Marks | (quantity.Comparator == Comparator.None ? PointMarks.None : PointMarks.BeyondSensor);
        double? bottom = low is { } lower && sample.TryGet(lower, out var other) ? In(other, unit) : null;
        var text = low is { } both && sample.TryGet(both, out var under) ? $"{UnitText.Number(quantity)}/{UnitText.Number(under)}"
            : quantity.Unit == unit || quantity.Comparator != Comparator.None ? UnitText.Number(quantity)
            : UnitText.Number(In(quantity, unit), unit);
        return new ChartPoint(sample.Time, In(quantity, unit), text, marks, bottom);
    }
}
