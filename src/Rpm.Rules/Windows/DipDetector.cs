using Rpm.Telemetry;

namespace Rpm.Rules.Windows;

/// <summary>
/// Finds where a value falls from its baseline, as a desaturation index counts it. The baseline is the highest value of the two minutes
/// before; a dip begins when the value lies its depth below, and ends when it has regained half of that, or has lasted for as long as the baseline
/// looks back: then it is the new baseline.
/// </summary>
/// <remarks>
/// That a desaturation is a fall of some points from a baseline is Masimo's desaturation index; the two minutes and the half are choices of
/// this project, and the rule that uses them says so.
/// </remarks>
internal sealed class DipDetector(long depth)
{
    /// <summary>The baseline looks back so far, in milliseconds.</summary>
    public const long Lookback = 120_000;

    private const int Places = 8;
    private const long Width = Lookback / Places;

    private readonly long[] _numbers = new long[Places];
    private readonly long[] _highest = new long[Places];

    /// <summary>How many places of the baseline are in use.</summary>
    public int Count { get; private set; }

    /// <summary>The value to which it must come back; null outside a dip.</summary>
    public long? Until { get; private set; }

    /// <summary>When the dip began.</summary>
    public Instant Began { get; private set; }

    /// <summary>Takes the next value; whether a dip began with it.</summary>
    public bool Take(Instant time, long value, bool doubtful)
    {
        var number = Math.DivRem(time.UnixMilliseconds, Width, out var rest) - (rest < 0 ? 1 : 0);
        var began = false;
        if (Until is { } until)
        {
            if (value < until && time.UnixMilliseconds - Began.UnixMilliseconds <= Lookback)
            {
                return false;
            }

            // Recovered, or here to stay: the baseline is built anew from here.
            (Until, Count) = (null, 0);
        }
        else if (Baseline(number) is { } baseline && value <= baseline - depth)
        {
            (Until, Began) = (baseline - (depth / 2), time);
            began = true;
        }

        if (!began && !doubtful)
        {
            Raise(number, value);
        }

        return began;
    }

    public DipDetector Copy()
    {
        var copy = new DipDetector(depth) { Count = Count, Until = Until, Began = Began };
        _numbers.CopyTo(copy._numbers, 0);
        _highest.CopyTo(copy._highest, 0);
        return copy;
    }

    /// <summary>One place of the baseline: which stretch, and its highest value.</summary>
    public (long Number, long Highest) this[int place] => (_numbers[place], _highest[place]);

    /// <summary>Puts back what was written.</summary>
    public void Restore(long? until, Instant began, ReadOnlySpan<(long Number, long Highest)> places)
    {
        (Until, Began, Count) = (until, began, Math.Min(Places, places.Length));
        for (var i = 0; i < Count; i++)
        {
            (_numbers[i], _highest[i]) = places[i];
        }
    }

    private long? Baseline(long number)
    {
        long? highest = null;
        for (var i = 0; i < Count; i++)
        {
            if (_numbers[i] > number - Places && (highest is null || _highest[i] > highest))
            {
                highest = _highest[i];
            }
        }

        return highest;
    }

    private void Raise(long number, long value)
    {
        if (Count > 0 && _numbers[Count - 1] == number)
        {
            _highest[Count - 1] = Math.Max(_highest[Count - 1], value);
            return;
        }

        if (Count == Places)
        {
            _numbers.AsSpan(1).CopyTo(_numbers);
            _highest.AsSpan(1).CopyTo(_highest);
            Count--;
        }

        (_numbers[Count], _highest[Count]) = (number, value);
        Count++;
    }
}
