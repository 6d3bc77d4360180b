using System.Globalization;
using Rpm.Dashboard.Charts;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Patients;

/// <summary>The newest values, large: value, arrow, change against the reading before.</summary>
internal static class LatestTiles
{
    private static readonly TimeSpan Slope = TimeSpan.FromMinutes(15);

    private static readonly Measure[] Order =
    [
        Measure.Glucose, Measure.Systolic, Measure.Spo2, Measure.HeartRate, Measure.Pulse, Measure.Weight, Measure.Temperature, Measure.RespiratoryRate,
    ];

    /// <param name="samples">Lately sent readings, oldest first, for arrow and change.</param>
    public static IReadOnlyList<LatestTile> Of(IReadOnlyList<LatestValue> latest, IReadOnlyList<PatientSample> samples, Unit glucoseUnit) =>
        [.. Order.Select(measure => Tile(measure, latest, samples, glucoseUnit)).OfType<LatestTile>()];

    private static LatestTile? Tile(Measure measure, IReadOnlyList<LatestValue> latest, IReadOnlyList<PatientSample> samples, Unit glucoseUnit)
    {
        if (latest.FirstOrDefault(l => l.Measure == measure) is not { } newest)
        {
            return null;
        }

        var unit = measure == Measure.Glucose ? glucoseUnit : newest.Quantity.Unit;
        var (sample, before) = LastTwo(samples, newest);
        var marks = (sample?.Marks ?? PointMarks.None) | (newest.Test ? PointMarks.Test : PointMarks.None);
        var sent = newest.Quantity.Unit == unit ? null : UnitText.Of(newest.Quantity);
        if (measure == Measure.Systolic)
        {
            var low = latest.FirstOrDefault(l => l.Measure == Measure.Diastolic && l.Time == newest.Time);
            return new LatestTile(
                "Blood pressure", low is null ? UnitText.Number(newest.Quantity) : $"{UnitText.Number(newest.Quantity)}/{UnitText.Number(low.Quantity)}",
                Units.Display(unit), sent, newest.Time, null, Change(newest, before, unit), marks);
        }

        var trend = measure == Measure.Glucose && newest.Kind == Kind.Cgm
            ? GlucoseTrend(samples, sample)
            : before is { } && newest.Quantity.Comparator == Comparator.None ? Trend.OfChange(Difference(newest, before.Value, unit)) : null;
        return new LatestTile(Label(measure), Text(newest.Quantity, unit), Units.Display(unit), sent, newest.Time, trend, Change(newest, before, unit), marks);
    }

    private static string Label(Measure measure) => measure switch
    {
        Measure.Spo2 => "SpO₂",
        Measure.HeartRate => "Heart rate",
        Measure.RespiratoryRate => "Respiratory rate",
        _ => measure.ToString(),
    };

    private static string Text(Quantity quantity, Unit unit) =>
        quantity.Unit == unit || quantity.Comparator != Comparator.None ? UnitText.Number(quantity with { Unit = unit }) : UnitText.Number(ChartSources.In(quantity, unit), unit);

    /// <summary>The reading with the newest value, and the value of the one before it of the same device; null where they are not among the samples.</summary>
    private static (PatientSample? Sample, Quantity? Before) LastTwo(IReadOnlyList<PatientSample> samples, LatestValue newest)
    {
        PatientSample? found = null;
        for (var i = samples.Count - 1; i >= 0; i--)
        {
            var sample = samples[i];
            if (sample.Kind != newest.Kind || !sample.IsCounted || !sample.TryGet(newest.Measure, out var quantity))
            {
                continue;
            }

            if (found is null)
            {
                if (sample.Time != newest.Time)
                {
                    return (null, null);
                }

                found = sample;
            }
            else if (sample.Device == found.Value.Device)
            {
                return (found, quantity.Comparator == Comparator.None ? quantity : null);
            }
        }

        return (found, null);
    }

    // The device's own rate where it sends one; else the line from the oldest to the newest reading of the last 15 minutes, of at least three.
    private static Trend? GlucoseTrend(IReadOnlyList<PatientSample> samples, PatientSample? newest)
    {
        if (newest is not { } sample)
        {
            return null;
        }

        if (sample.TryGet(Measure.GlucoseRate, out var rate))
        {
            return Trend.OfGlucose(Units.ToCanonical(rate));
        }

        var last = samples.Where(s => s.Kind == Kind.Cgm && s.Device == sample.Device && s.IsCounted && s.Time > sample.Time - Slope - TimeSpan.FromSeconds(30))
            .Select(s => (s.Time, Has: s.TryGet(Measure.Glucose, out var q), Quantity: q)).Where(s => s.Has && s.Quantity.Comparator == Comparator.None).ToList();
        return last.Count < 3 || last[^1].Time != sample.Time
            ? null
            : Trend.OfGlucose((Units.ToCanonical(last[^1].Quantity) - Units.ToCanonical(last[0].Quantity)) / (last[^1].Time - last[0].Time).TotalMinutes);
    }

    private static decimal Difference(LatestValue newest, Quantity before, Unit unit) =>
        newest.Quantity.Unit == before.Unit && before.Unit == unit
            ? newest.Quantity.ToDecimal() - before.ToDecimal()
            : Math.Round((decimal)(ChartSources.In(newest.Quantity, unit) - ChartSources.In(before, unit)), UnitText.Decimals(unit), MidpointRounding.AwayFromZero);

    private static string? Change(LatestValue newest, Quantity? before, Unit unit)
    {
        if (before is not { } old || newest.Quantity.Comparator != Comparator.None)
        {
            return null;
        }

        var change = Difference(newest, old, unit);
        return string.Create(CultureInfo.InvariantCulture, $"{(change > 0 ? "+" : change < 0 ? "−" : "±")}{Math.Abs(change)} {Units.Display(unit)}").TrimEnd();
    }
}
