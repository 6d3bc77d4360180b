using Rpm.Telemetry;

namespace Rpm.Rules.Statistics;

/// <summary>
/// A period of glucose readings in numbers. Every reading is put into a band in the unit in which it was sent, with that unit's own cut points. Values beyond
/// the sensor's range ("low", "high") count in the bands and in no mean. Null = there are not the readings for it.
/// </summary>
public sealed record GlucoseStatistics
{
    /// <summary>ATTD/ADA consensus, Diabetes Care 42:1593.</summary>
    public const double LeastDays = 14;

    /// <inheritdoc cref="LeastDays"/>
    public const double LeastShare = 70;

    /// <summary>The unit of mean, median, SD, least and greatest: that of most readings.</summary>
    public required Unit Unit { get; init; }

    public required int Readings { get; init; }

    /// <summary>Of them beyond the sensor's range.</summary>
    public required int BeyondSensor { get; init; }

    public required GlucoseShares? Shares { get; init; }

    public required double? Mean { get; init; }

    public required double? Median { get; init; }

    /// <summary>With n − 1; null of fewer than two.</summary>
    public required double? StandardDeviation { get; init; }

    /// <summary>SD in percent of the mean; the target is at most 36 %.</summary>
    public double? Variation => StandardDeviation / Mean * 100;

    /// <summary>GMI in percent: 3.31 + 0.02392 × mean in mg/dL (jaeb.org/gmi).</summary>
    public double? ManagementIndicator => Mean is { } mean ? 3.31 + (0.02392 * Units.ToCanonical(mean, Unit)) : null;

    /// <summary>GMI in mmol/mol: 12.71 + 4.70587 × mean in mmol/L.</summary>
    public double? ManagementIndicatorMillimolesPerMole => Mean is { } mean
        ? 12.71 + (4.70587 * Units.FromCanonical(Units.ToCanonical(mean, Unit), Unit.MillimolePerLitre)) : null;

    public required double? Least { get; init; }

    public required double? Greatest { get; init; }

    /// <summary>Episodes by Battelino 2023: at least 15 minutes beyond, ended by 15 minutes back.</summary>
    public required IReadOnlyList<GlucoseEpisode> LowEpisodes { get; init; }

    public required IReadOnlyList<GlucoseEpisode> VeryLowEpisodes { get; init; }

    public required IReadOnlyList<GlucoseEpisode> HighEpisodes { get; init; }

    public required IReadOnlyList<GlucoseEpisode> VeryHighEpisodes { get; init; }

    /// <summary>Length of the period.</summary>
    public required double Days { get; init; }

    /// <summary>How much of the period has readings, in percent of those that a sensor sends; never above 100.</summary>
    public required double DataShare { get; init; }

    /// <summary>Whether the numbers may be shown as a statement about the period.</summary>
    public DataSufficiency Sufficiency => Readings == 0 ? DataSufficiency.None
        : Days >= LeastDays && DataShare >= LeastShare ? DataSufficiency.Enough : DataSufficiency.NotEnough;

    /// <summary>The numbers of the period from inclusive to exclusive.</summary>
    /// <param name="readings">Any order; those outside the period are left out.</param>
    /// <param name="every">How often the sensor sends: 5 min for most, 15 min for some.</param>
    public static GlucoseStatistics Of(IEnumerable<GlucoseValue> readings, Instant from, Instant to, TimeSpan every, bool pregnant = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(every, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        var inside = readings.Where(r => r.Time >= from && r.Time < to).OrderBy(r => r.Time).ToList();
        var unit = inside.Count(r => r.Unit == Unit.MillimolePerLitre) * 2 > inside.Count ? Unit.MillimolePerLitre : Unit.MilligramPerDecilitre;
        var numbers = inside.Where(r => r.Comparator == Comparator.None).Select(r => In(r, unit)).Order().ToList();
        double? mean = numbers.Count == 0 ? null : numbers.Average();
        var slots = inside.Select(r => (r.Time.UnixMilliseconds - from.UnixMilliseconds) / (long)every.TotalMilliseconds).Distinct().Count();
        var expected = Math.Ceiling((to - from) / every);

        return new GlucoseStatistics
        {
            Unit = unit,
            Readings = inside.Count,
            BeyondSensor = inside.Count - numbers.Count,
            Shares = SharesOf(inside, pregnant),
            Mean = mean,
            Median = numbers.Count == 0 ? null : (numbers[(numbers.Count - 1) / 2] + numbers[numbers.Count / 2]) / 2,
            StandardDeviation = numbers.Count < 2 ? null : Math.Sqrt(numbers.Sum(n => (n - mean!.Value) * (n - mean.Value)) / (numbers.Count - 1)),
            Least = numbers.Count == 0 ? null : numbers[0],
            Greatest = numbers.Count == 0 ? null : numbers[^1],
            LowEpisodes = GlucoseEpisodes.Of(inside, r => IsBelow(r, Range(r, pregnant).Low)),
            VeryLowEpisodes = GlucoseEpisodes.Of(inside, r => IsBelow(r, Range(r, pregnant).VeryLow)),
            HighEpisodes = GlucoseEpisodes.Of(inside, r => IsAbove(r, Range(r, pregnant).High)),
            VeryHighEpisodes = GlucoseEpisodes.Of(inside, r => IsAbove(r, Range(r, pregnant).VeryHigh)),
            Days = (to - from).TotalDays,
            DataShare = expected == 0 ? 0 : Math.Min(100, slots / expected * 100),
        };
    }

    private static GlucoseShares? SharesOf(List<GlucoseValue> readings, bool pregnant)
    {
        double Share(Func<GlucoseValue, bool> belongs) => 100.0 * readings.Count(belongs) / readings.Count;
        return readings.Count == 0 ? null : new GlucoseShares(
            Share(r => IsBelow(r, Range(r, pregnant).VeryLow)), Share(r => IsBelow(r, Range(r, pregnant).Low)),
            Share(r => !IsBelow(r, Range(r, pregnant).Low) && !IsAbove(r, Range(r, pregnant).High)),
            Share(r => IsAbove(r, Range(r, pregnant).High)), Share(r => IsAbove(r, Range(r, pregnant).VeryHigh)));
    }

    private static GlucoseRange Range(GlucoseValue reading, bool pregnant) => GlucoseRange.Of(reading.Unit, pregnant);

    // Beyond the sensor's range lies beyond every limit on that side, as in the rules.
    private static bool IsBelow(GlucoseValue reading, double limit) =>
        reading.Comparator == Comparator.Low || (reading.Comparator == Comparator.None && reading.Value < limit);

    private static bool IsAbove(GlucoseValue reading, double limit) =>
        reading.Comparator == Comparator.High || (reading.Comparator == Comparator.None && reading.Value > limit);

    private static double In(GlucoseValue reading, Unit unit) =>
        reading.Unit == unit ? reading.Value : Units.FromCanonical(Units.ToCanonical(reading.Value, reading.Unit), unit);
}
