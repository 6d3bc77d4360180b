using System.Globalization;
using Rpm.Rules.Windows;
using Rpm.Telemetry;

namespace Rpm.Rules.Language;

/// <summary>The functions that a condition may use, and the words that stand for more than a measure. The reference in the documentation is made of this.</summary>
internal static class Functions
{
    public const string Count = "count";
    public const string Dips = "dips";
    public const string Age = "age";
    public const string Score = "news2";
    public const string SingleScore = "news2-single";

    /// <summary>How far a forecast looks back. At least three readings must lie in it.</summary>
    public static readonly TimeSpan ForecastWindow = TimeSpan.FromMinutes(15);

    /// <summary>A window of local days reaches half a day further back than the days have hours: a weighing 24 h 15 min later must count.</summary>
    private static readonly TimeSpan DayTolerance = TimeSpan.FromHours(12);

    private static readonly Dictionary<string, WindowFunction> ByName = new(StringComparer.Ordinal)
    {
        ["mean"] = WindowFunction.Mean,
        ["min"] = WindowFunction.Min,
        ["max"] = WindowFunction.Max,
        ["change"] = WindowFunction.Change,
        ["rise"] = WindowFunction.Rise,
        ["fall"] = WindowFunction.Fall,
        ["rate"] = WindowFunction.Rate,
        ["forecast"] = WindowFunction.Forecast,
        [Count] = WindowFunction.Count,
        [Dips] = WindowFunction.Count,
    };

    /// <summary>Those that take a measure and a span.</summary>
    public static IReadOnlyList<string> OfMeasure { get; } = [.. ByName.Keys.Except([Count, Dips])];

    /// <summary>Each function and word, and what it is.</summary>
    public static IReadOnlyList<(string Form, string Meaning)> Reference { get; } =
    [
        ("mean(m, span)", "mean of the readings of the last span"),
        ("min(m, span), max(m, span)", "lowest and highest reading of the last span; `low` and `high` count as beyond every number"),
        ("change(m, span)", "newest less oldest reading of the span"),
        ("rise(m, span)", "newest less lowest reading of the span"),
        ("fall(m, span)", "highest less newest reading of the span"),
        ("rate(glucose, span)", "slope per minute: the median of the slopes of every pair of readings (Theil and Sen), at least three"),
        ("forecast(glucose, ahead)", "what that line through the last 15 min reaches so far ahead; at least three readings, the newest at most 6 min old when it arrives"),
        ("count(condition, span)", "how many readings of the last span satisfy a condition on the reading itself"),
        ("dips(m, depth, span)", "how often the measure fell by the depth from the highest value of the two minutes before; a dip ends when half is regained, or after two minutes"),
        ("age", "how old the reading was when it arrived, in minutes; below zero where the device's clock runs ahead"),
        ("news2, news2-single", "partial NEWS2 score of the parts that are at most 30 min old, and the greatest points of one part"),
        ("quality(flag)", "the device said so of the reading"),
        ("time between 22:00 and 06:00", "a time of day in the patient's zone; outside it the condition is neither true nor false"),
        ("silent(kind) > span", "no usable reading of a kind for so long; stands alone"),
        ("stale(kind)", "the same with the bound after which a reading of the kind is late; stands alone"),
        ("unmeasured(kind) by 20:00", "no usable reading of a kind on the patient's day by then; stands alone"),
        ("refused(code)", "a reading of the patient's devices went to quarantine with this reject code; stands alone"),
    ];

    public static WindowFunction Of(string function) => ByName[function];

    /// <summary>The window that a function looks at; null where its span is not one.</summary>
    /// <param name="term">The function.</param>
    /// <param name="measure">Its measure; null for a count.</param>
    /// <param name="filter">What is counted, compiled; null where nothing is.</param>
    public static WindowSpec? WindowOf(FunctionTerm term, Measure? measure, Condition? filter)
    {
        var function = Of(term.Function);
        if (function == WindowFunction.Forecast)
        {
            return Spec(measure, ForecastWindow, -1, slope: true, null, 0, "");
        }

        var days = Days(term.Span);
        if (days is null && !Durations.TryParse(term.Span, out _))
        {
            return null;
        }

        _ = Durations.TryParse(term.Span, out var span);
        span = days is { } n ? TimeSpan.FromDays(n) + DayTolerance : span;
        return Spec(
            measure, span, days ?? -1, function == WindowFunction.Rate, filter,
            term.Depth is { } depth ? (long)Math.Round(Math.Abs(depth.DifferenceIn(depth.Dimension)!.Value.Value) * Window.Micro) : 0,
            term.Condition?.Canonical() ?? "");
    }

    /// <summary>How far ahead a forecast looks, in milliseconds; 0 for every other function.</summary>
    public static long Horizon(FunctionTerm term) =>
        Of(term.Function) == WindowFunction.Forecast && Durations.TryParse(term.Span, out var span) ? (long)span.TotalMilliseconds : 0;

    /// <summary>A time of day as minutes after midnight; null where it is none.</summary>
    public static int? MinuteOfDay(string text) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? (int)time.ToTimeSpan().TotalMinutes : null;

    // "1 day" are local calendar days, "24 h" are hours.
    private static int? Days(string span)
    {
        var words = span.Split(' ');
        return words is [var number, "day" or "days"] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and <= 90
            ? days
            : null;
    }

    private static WindowSpec Spec(Measure? measure, TimeSpan span, int days, bool slope, Condition? filter, long depth, string inner)
    {
        var milliseconds = (long)span.TotalMilliseconds;
        return new WindowSpec
        {
            Key = string.Create(CultureInfo.InvariantCulture, $"{(measure is { } m ? Measures.Name(m) : inner)}/{milliseconds}{(days < 0 ? "" : $"/{days}d")}{(slope ? "/slope" : "")}{(depth == 0 ? "" : $"/{depth}")}"),
            Measure = measure,
            Span = milliseconds,
            Days = days,
            Slope = slope,
            Filter = filter,
            Depth = depth,
        };
    }
}
