using Rpm.Rules.Language;
using Rpm.Telemetry;

namespace Rpm.Rules.Windows;

/// <summary>What functions make of a window. All answer in the unit in which the newest reading was sent.</summary>
internal static class WindowFunctions
{
    /// <summary>Digits behind the point of a computed value: what is compared is what is shown.</summary>
    private const int Decimals = 4;

    /// <summary>The units in which a function of the measure may come out.</summary>
    public static IReadOnlyList<Unit> Units(WindowFunction function, Measure? measure) => function switch
    {
        WindowFunction.Count => [Unit.One],
        WindowFunction.Rate => [.. Measures.Of(measure!.Value).AcceptedUnits.Select(Telemetry.Units.PerMinuteOf)],
        _ => Measures.Of(measure!.Value).AcceptedUnits,
    };

    /// <summary>Computes; false where the window does not hold enough.</summary>
    /// <param name="horizon">For a forecast: milliseconds ahead.</param>
    public static bool TryCompute(WindowFunction function, Window window, in Judgement judgement, long horizon, out Quantity value)
    {
        ref readonly var sample = ref judgement.Sample;
        var from = From(window.Spec, judgement);
        value = default;
        if (function == WindowFunction.Count)
        {
            value = new Quantity(Counted(window, judgement, from), 0, Unit.One);
            return true;
        }

        if (!sample.Values.TryGet(window.Spec.Measure!.Value, out var newest))
        {
            return false;
        }

        switch (function)
        {
            case WindowFunction.Mean:
                return TryMean(window, judgement, from, newest.Unit, out value);
            case WindowFunction.Min or WindowFunction.Max:
                return TryExtreme(window, judgement, from, newest.Unit, function == WindowFunction.Max, out value);
            case WindowFunction.Rate or WindowFunction.Forecast:
                return Slope.TryFit(window, judgement, from, out var slope)
                    && (function == WindowFunction.Rate ? slope.TryRate(newest, out value) : slope.TryForecast(newest, horizon, out value));
            default:
                return TryDifference(function, window, judgement, from, newest, out value);
        }
    }

    /// <summary>The earliest time that belongs to the window.</summary>
    private static long From(WindowSpec spec, in Judgement judgement)
    {
        var from = judgement.Sample.Time.UnixMilliseconds - spec.Span;
        return spec.Days < 0 ? from : Math.Max(from, judgement.Traits.StartOfDay(judgement.Sample.Time, spec.Days));
    }

    private static bool Counts(in Slice slice, in Judgement judgement, long from) =>
        slice.Last.UnixMilliseconds >= from && !(judgement.SoundOnly && slice.Doubtful);

    private static long Counted(Window window, in Judgement judgement, long from)
    {
        long count = 0;
        for (var i = 0; i < window.Count; i++)
        {
            ref readonly var slice = ref window[i];
            count += Counts(slice, judgement, from) ? slice.Count : 0;
        }

        return count;
    }

    private static bool TryMean(Window window, in Judgement judgement, long from, Unit unit, out Quantity mean)
    {
        long count = 0, sum = 0;
        for (var i = 0; i < window.Count; i++)
        {
            ref readonly var slice = ref window[i];
            if (Counts(slice, judgement, from))
            {
                (count, sum) = (count + slice.Count, sum + slice.Sum);
            }
        }

        mean = count == 0 ? default : Shown((double)sum / count, unit);
        return count > 0;
    }

    private static bool TryExtreme(Window window, in Judgement judgement, long from, Unit unit, bool highest, out Quantity extreme)
    {
        var any = false;
        var beyond = false;
        var value = highest ? long.MinValue : long.MaxValue;
        for (var i = 0; i < window.Count; i++)
        {
            ref readonly var slice = ref window[i];
            if (!Counts(slice, judgement, from))
            {
                continue;
            }

            beyond |= highest ? slice.High : slice.Low;
            if (slice.Count > 0)
            {
                any = true;
                value = highest ? Math.Max(value, slice.Max) : Math.Min(value, slice.Min);
            }
        }

        extreme = any ? Shown(value, unit) : new Quantity(0, 0, unit);
        extreme = beyond ? extreme with { Comparator = highest ? Comparator.High : Comparator.Low } : extreme;
        return any || beyond;
    }

    private static bool TryDifference(WindowFunction function, Window window, in Judgement judgement, long from, Quantity newest, out Quantity difference)
    {
        difference = default;
        if (newest.Comparator != Comparator.None)
        {
            return false;
        }

        long? reference = null;
        for (var i = 0; i < window.Count; i++)
        {
            ref readonly var slice = ref window[i];
            if (slice.Count == 0 || !Counts(slice, judgement, from))
            {
                continue;
            }

            reference = function switch
            {
                WindowFunction.Change => reference ?? slice.FirstValue,
                WindowFunction.Rise => Math.Min(reference ?? slice.Min, slice.Min),
                _ => Math.Max(reference ?? slice.Max, slice.Max),
            };
        }

        if (reference is not { } other)
        {
            return false;
        }

        // A temperature's difference must not be converted like a temperature: subtract in the unit sent.
        var now = Quantities.Rounded(newest.Value, Decimals, newest.Unit);
        var then = Shown(other, newest.Unit);
        difference = now with { Mantissa = function == WindowFunction.Fall ? then.Mantissa - now.Mantissa : now.Mantissa - then.Mantissa };
        return true;
    }

    private static Quantity Shown(double micro, Unit unit) =>
        Quantities.Rounded(Telemetry.Units.FromCanonical(micro / Window.Micro, unit), Decimals, unit);
}
