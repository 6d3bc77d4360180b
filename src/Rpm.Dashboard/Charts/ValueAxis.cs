namespace Rpm.Dashboard.Charts;

/// <summary>A chart's vertical axis: round ends and round ticks around what must be seen.</summary>
/// <param name="Step">Between ticks: 1, 2 or 5 times a power of ten.</param>
public sealed record ValueAxis(double Min, double Max, double Step)
{
    /// <summary>The ticks, from <see cref="Min"/> to <see cref="Max"/>.</summary>
    public IReadOnlyList<double> Ticks => [.. Enumerable.Range(0, (int)Math.Round((Max - Min) / Step) + 1).Select(i => Math.Round(Min + (i * Step), 10))];

    /// <summary>Digits behind the point that the ticks need.</summary>
    public int Decimals => Math.Max(0, (int)Math.Ceiling(-Math.Log10(Step) - 1e-9));

    /// <summary>An axis that holds both values, with about <paramref name="ticks"/> ticks.</summary>
    public static ValueAxis Around(double least, double greatest, int ticks = 7)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(greatest, least);
        ArgumentOutOfRangeException.ThrowIfLessThan(ticks, 1);
        var span = greatest - least;
        if (span <= 0)
        {
            span = Math.Max(1, Math.Abs(greatest) * 0.1);
        }

        var rough = span / ticks;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = (rough / power) switch { <= 1 => power, <= 2 => 2 * power, <= 5 => 5 * power, _ => 10 * power };
        var (min, max) = (Math.Floor((least / step) + 1e-9) * step, Math.Ceiling((greatest / step) - 1e-9) * step);
        return new ValueAxis(min, max > min ? max : min + step, step);
    }
}
