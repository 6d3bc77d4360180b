using Rpm.Telemetry;

namespace Rpm.Rules.Language;

/// <summary>Quantities that are computed rather than sent.</summary>
internal static class Quantities
{
    private static readonly double[] Powers = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6];

    /// <summary>The number with so many decimals (at most six), half away from zero: what is compared is what is shown.</summary>
    public static Quantity Rounded(double value, int decimals, Unit unit) =>
        new((long)Math.Round(value * Powers[decimals], MidpointRounding.AwayFromZero), (byte)decimals, unit);

    /// <summary>The same number without zeros at its end.</summary>
    public static Quantity Trimmed(Quantity quantity)
    {
        var (mantissa, decimals) = (quantity.Mantissa, quantity.Decimals);
        while (decimals > 0 && mantissa % 10 == 0)
        {
            mantissa /= 10;
            decimals--;
        }

        return quantity with { Mantissa = mantissa, Decimals = decimals };
    }
}
