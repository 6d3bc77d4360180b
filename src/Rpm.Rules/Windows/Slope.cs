using Rpm.Rules.Language;
using Rpm.Telemetry;

namespace Rpm.Rules.Windows;

/// <summary>
/// A straight line through a window by Theil and Sen: its slope is the median of the slopes of every pair of points, its level the median of
/// what the points say once the slope is taken out. Up to 29 % of the points may be wrong without moving it far, which a
/// least-squares line cannot say: one compression low does not turn a glucose trend.
/// </summary>
/// <remarks>
/// Source: Sen, Journal of the American Statistical Association 63 (1968) 1379. At least three points, no gap over fifteen minutes between
/// them (three missed readings of a CGM; also the change of a sensor), and for a forecast a newest reading that is at most six minutes old.
/// </remarks>
internal readonly struct Slope
{
    private const int Least = 3;
    private const long MaxGap = 15 * 60_000;
    private const long MaxAge = 6 * 60_000;
    private const double Minute = 60_000;
    private const int Decimals = 3;

    // Canonical unit per minute, and canonical unit at the newest reading.
    private readonly double _perMinute;
    private readonly double _level;
    private readonly bool _fresh;

    private Slope(double perMinute, double level, bool fresh) => (_perMinute, _level, _fresh) = (perMinute, level, fresh);

    /// <summary>Fits the line; false where there are too few points.</summary>
    public static bool TryFit(Window window, in Judgement judgement, long from, out Slope slope)
    {
        Span<double> times = stackalloc double[2 * (WindowSpec.SlopeSlices + 2)];
        Span<double> values = stackalloc double[times.Length];
        var now = judgement.Sample.Time.UnixMilliseconds;
        var count = Points(window, judgement, from, now, times, values);
        if (count < Least)
        {
            slope = default;
            return false;
        }

        Span<double> slopes = stackalloc double[count * (count - 1) / 2];
        var pairs = 0;
        for (var i = 1; i < count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (times[i] != times[j])
                {
                    slopes[pairs++] = (values[i] - values[j]) / (times[i] - times[j]);
                }
            }
        }

        if (pairs == 0)
        {
            slope = default;
            return false;
        }

        var perMinute = Median(slopes[..pairs]);
        Span<double> levels = stackalloc double[count];
        for (var i = 0; i < count; i++)
        {
            levels[i] = values[i] - (perMinute * times[i]);
        }

        var age = judgement.Sample.Received.UnixMilliseconds - now;
        slope = new Slope(perMinute, Median(levels), age <= MaxAge);
        return true;
    }

    /// <summary>The slope in the rate unit that goes with the reading's unit.</summary>
    public bool TryRate(Quantity newest, out Quantity rate)
    {
        var unit = Units.PerMinuteOf(newest.Unit);
        rate = unit == Unit.None ? default : Quantities.Rounded(Units.FromCanonical(_perMinute, unit), Decimals, unit);
        return unit != Unit.None;
    }

    /// <summary>The value that the line reaches so many milliseconds after the newest reading.</summary>
    public bool TryForecast(Quantity newest, long horizon, out Quantity forecast)
    {
        forecast = Quantities.Rounded(Units.FromCanonical(_level + (_perMinute * (horizon / Minute)), newest.Unit), Decimals, newest.Unit);
        return _fresh && newest.Comparator == Comparator.None;
    }

    // From the newest back to the first gap; minutes after the newest reading (so below zero) and canonical values.
    private static int Points(Window window, in Judgement judgement, long from, long now, Span<double> times, Span<double> values)
    {
        var count = 0;
        var next = now;
        for (var i = window.Count - 1; i >= 0 && count < times.Length; i--)
        {
            ref readonly var slice = ref window[i];
            if (slice.Count == 0 || slice.Last.UnixMilliseconds < from || (judgement.SoundOnly && slice.Doubtful))
            {
                continue;
            }

            if (next - slice.Last.UnixMilliseconds > MaxGap)
            {
                break;
            }

            next = slice.First.UnixMilliseconds;
            var mean = slice.First.UnixMilliseconds + ((double)slice.Times / slice.Count);
            times[count] = (mean - now) / Minute;
            values[count] = slice.Sum / (double)slice.Count / Window.Micro;
            count++;
        }

        return count;
    }

    private static double Median(Span<double> numbers)
    {
        numbers.Sort();
        var middle = numbers.Length / 2;
        return numbers.Length % 2 == 1 ? numbers[middle] : (numbers[middle - 1] + numbers[middle]) / 2;
    }
}
