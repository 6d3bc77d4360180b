using System.Globalization;
using Rpm.Dashboard.Charts;
using Rpm.Rules.Alerts;
using Rpm.Rules.Statistics;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Patients;

/// <summary>Charts and numbers of one patient out of readings in order of time. Pure: what goes in decides what comes out.</summary>
/// <param name="page">The page's own address, without fragment.</param>
/// <param name="glucoseUnit">The site's unit, in which glucose is drawn; it is judged in the unit sent all the same.</param>
internal sealed class PanelBuilder(PatientCard card, TimeAxis time, IReadOnlyList<PatientSample> samples, IReadOnlyList<Alert> alerts, Unit glucoseUnit, string page)
{
    private const double CustomarySaturationLimit = 88;

    private static readonly TimeSpan LeastPeriod = TimeSpan.FromDays(14);

    private static readonly (Kind Kind, Measure Measure, string Title, double Room)[] Plain =
    [
        (Kind.Glucose, Measure.Glucose, "Glucose meter", 20), (Kind.Weight, Measure.Weight, "Weight", 1), (Kind.HeartRate, Measure.HeartRate, "Heart rate", 10),
        (Kind.Temperature, Measure.Temperature, "Temperature", 0.5), (Kind.RespiratoryRate, Measure.RespiratoryRate, "Respiratory rate", 4),
    ];

    /// <summary>How long before the end the numbers of a fortnight begin.</summary>
    public static TimeSpan Period(TimeSpan shown) => shown > LeastPeriod ? shown : LeastPeriod;

    /// <summary>Null where the patient has no such readings in the statistics period.</summary>
    public GlucosePanel? Glucose()
    {
        var readings = Of(Kind.Cgm, Measure.Glucose).ToList();
        if (readings.Count == 0)
        {
            return null;
        }

        var values = readings.Select(r => GlucoseValue.Of(r.Sample.Time, r.Quantity)).ToList();
        var period = Period(time.To - time.From);
        var statistics = GlucoseStatistics.Of(values, time.To - period, time.To, Every(values), card.Pregnant);
        var bands = Bands();
        var series = Series(Kind.Cgm, Measure.Glucose, glucoseUnit);
        var (low, high) = glucoseUnit == Unit.MillimolePerLitre ? (2.0, 16.0) : (50.0, 300.0);
        var chart = Chart(
            "glucose", "Glucose", glucoseUnit, ChartKind.Line, Axis(series, low, high), series, bands, [], Kind.Cgm);
        return new GlucosePanel(
            chart, statistics, GlucoseByTimeOfDay.Of(values.Where(v => v.Time >= time.To - period), glucoseUnit, card.Zone), Parts(statistics), bands,
            (int)Math.Round(period.TotalDays), glucoseUnit, readings.Any(r => r.Quantity.Unit != glucoseUnit));
    }

    /// <summary>Null where the patient has no such readings in the statistics period.</summary>
    public PressurePanel? Pressure()
    {
        var readings = Of(Kind.BloodPressure, Measure.Systolic).ToList();
        if (readings.Count == 0)
        {
            return null;
        }

        var period = Period(time.To - time.From);
        var values = readings.Where(r => r.Sample.Time >= time.To - period).Select(r => new PressureValue(
            r.Sample.Time, Units.ToCanonical(r.Quantity), r.Sample.TryGet(Measure.Diastolic, out var low) ? Units.ToCanonical(low) : 0,
            r.Sample.TryGet(Measure.Pulse, out var pulse) ? pulse.Value : null));
        var series = ChartSources.Series(Shown, Kind.BloodPressure, Measure.Systolic, Unit.MillimetreOfMercury, Measure.Diastolic);
        ChartThreshold[] thresholds = [new(130, "130 systolic"), new(80, "80 diastolic")];
        var chart = Chart("blood-pressure", "Blood pressure", Unit.MillimetreOfMercury, ChartKind.Range, Axis(series, 60, 160), series, [], thresholds, Kind.BloodPressure);
        return new PressurePanel(
            chart, PulseChart(Kind.BloodPressure, "cuff-pulse", "Pulse (cuff)"), BloodPressureStatistics.Of(values, card.Zone), (int)Math.Round(period.TotalDays));
    }

    /// <summary>Null where the patient has no such readings in the time shown.</summary>
    public SaturationPanel? Saturation()
    {
        var readings = Of(Kind.PulseOximetry, Measure.Spo2).Where(r => r.Sample.Time >= time.From).ToList();
        if (readings.Count == 0)
        {
            return null;
        }

        var limit = card.SaturationLimit ?? CustomarySaturationLimit;
        var series = Series(Kind.PulseOximetry, Measure.Spo2, Unit.Percent);
        var chart = Chart(
            "spo2", "SpO₂", Unit.Percent, ChartKind.Line, Axis(series, Math.Min(limit, 88) - 4, 100), series, [],
            [new(limit, string.Create(CultureInfo.InvariantCulture, $"limit {limit}"))], Kind.PulseOximetry);
        var statistics = SaturationStatistics.Of(readings.Select(r => new SaturationValue(r.Sample.Time, r.Quantity.Value, r.Sample.Device)), limit);
        return new SaturationPanel(chart, PulseChart(Kind.PulseOximetry, "oximeter-pulse", "Pulse (oximeter)"), statistics, limit);
    }

    /// <summary>The other measures that were taken in the time shown.</summary>
    public IReadOnlyList<MeasurePanel> Others()
    {
        var panels = new List<MeasurePanel>();
        foreach (var (kind, measure, title, room) in Plain)
        {
            var newest = Of(kind, measure).Where(r => r.Sample.Time >= time.From).Select(r => (Quantity?)r.Quantity).LastOrDefault();
            if (newest is not { } quantity)
            {
                continue;
            }

            var unit = measure == Measure.Glucose ? glucoseUnit : quantity.Unit;
            var series = Series(kind, measure, unit);
            var values = series.SelectMany(s => s.Points).Select(p => p.Value).ToList();
            var axis = ValueAxis.Around(Math.Max(0, values.Min() - room), values.Max() + room);
            panels.Add(new MeasurePanel(kind, Chart(Kinds.Name(kind), title, unit, ChartKind.Line, axis, series, measure == Measure.Glucose ? Bands() : [], [], kind)));
        }

        return panels;
    }

    /// <summary>Time in range as five parts that sum to 100; null where the readings do not suffice for a statement.</summary>
    internal IReadOnlyList<SharePart>? Parts(GlucoseStatistics statistics)
    {
        if (statistics is not { Sufficiency: DataSufficiency.Enough, Shares: { } shares })
        {
            return null;
        }

        var range = GlucoseRange.Of(glucoseUnit, card.Pregnant);
        string Text(double value) => UnitText.Number(value, glucoseUnit);
        return
        [
            new("Very low", $"below {Text(range.VeryLow)}", "very-low", shares.VeryLow),
            new("Low", $"below {Text(range.Low)}", "low", shares.Below - shares.VeryLow),
            new("In range", $"{Text(range.Low)}–{Text(range.High)}", "in-range", shares.InRange),
            new("High", $"above {Text(range.High)}", "high", shares.Above - shares.VeryHigh),
            new("Very high", $"above {Text(range.VeryHigh)}", "very-high", shares.VeryHigh),
        ];
    }

    private IEnumerable<PatientSample> Shown => samples.Where(s => s.Time >= time.From && s.Time < time.To);

    // Most sensors send every 5 minutes, some every 15: what most intervals say.
    private static TimeSpan Every(List<GlucoseValue> values)
    {
        var spans = values.Zip(values.Skip(1), (a, b) => b.Time - a.Time).Where(s => s > TimeSpan.Zero).Order().ToList();
        return spans.Count > 0 && spans[spans.Count / 2] > TimeSpan.FromMinutes(10) ? TimeSpan.FromMinutes(15) : TimeSpan.FromMinutes(5);
    }

    private IEnumerable<(PatientSample Sample, Quantity Quantity)> Of(Kind kind, Measure measure)
    {
        foreach (var sample in samples)
        {
            if (sample.Kind == kind && sample.IsCounted && sample.TryGet(measure, out var quantity))
            {
                yield return (sample, quantity);
            }
        }
    }

    private IReadOnlyList<ChartSeries> Series(Kind kind, Measure measure, Unit unit) => ChartSources.Series(Shown, kind, measure, unit);

    private ChartModel? PulseChart(Kind kind, string id, string title)
    {
        var series = Series(kind, Measure.Pulse, Unit.PerMinute);
        return series.Count == 0 ? null : Chart(id, title, Unit.PerMinute, ChartKind.Line, Axis(series, 50, 100), series, [], [], kind) with { Alerts = [] };
    }

    private List<ChartBand> Bands()
    {
        var range = GlucoseRange.Of(glucoseUnit, card.Pregnant);
        return
        [
            new(null, range.VeryLow, "very-low", "very low"), new(range.VeryLow, range.Low, "low", "low"), new(range.Low, range.High, "in-range", "in range"),
            new(range.High, range.VeryHigh, "high", "high"), new(range.VeryHigh, null, "very-high", "very high"),
        ];
    }

    private static ValueAxis Axis(IReadOnlyList<ChartSeries> series, double least, double greatest)
    {
        var points = series.SelectMany(s => s.Points).ToList();
        return points.Count == 0
            ? ValueAxis.Around(least, greatest)
            : ValueAxis.Around(Math.Min(least, points.Min(p => p.Low ?? p.Value)), Math.Max(greatest, points.Max(p => p.Value)));
    }

    private ChartModel Chart(
        string id, string title, Unit unit, ChartKind kind, ValueAxis axis, IReadOnlyList<ChartSeries> series, IReadOnlyList<ChartBand> bands,
        IReadOnlyList<ChartThreshold> thresholds, Kind of)
    {
        var about = ChartSources.Alerts(alerts, of, time.From, page);
        var name = Units.Display(unit);
        var points = series.SelectMany(s => s.Points).ToList();
        var summary = points.Count == 0
            ? $"{title}: no reading in this time."
            : string.Create(CultureInfo.InvariantCulture, $"{title}: {series.Sum(s => s.Of.Count)} readings, lowest {UnitText.Number(points.Min(p => p.Low ?? p.Value), unit)}, highest {UnitText.Number(points.Max(p => p.Value), unit)} {name}, {about.Count} {(about.Count == 1 ? "alert" : "alerts")}. The table below has the values.");
        return new ChartModel($"chart-{id}", title, summary, name, kind, time, axis, card.TimeZone, series, bands, thresholds, about);
    }
}
