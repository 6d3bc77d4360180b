using System.Globalization;
using System.Text;

namespace Rpm.Telemetry;

/// <summary>
/// A number as it was sent: <c>Mantissa × 10^-Decimals</c> in <see cref="Unit"/>. <c>98</c> and <c>98.0</c> differ here
/// (the decimals are the device's statement of precision) though they compare equal as values.
/// </summary>
/// <param name="Mantissa">All digits as an integer.</param>
/// <param name="Decimals">Digits behind the point as sent, 0 to 18.</param>
/// <param name="Unit">The unit as sent.</param>
/// <param name="Comparator">Set where the sensor said "low" or "high"; the number is then the clamp.</param>
public readonly record struct Quantity(long Mantissa, byte Decimals, Unit Unit, Comparator Comparator = Comparator.None)
{
    /// <summary>Most digits behind the point that are kept.</summary>
    public const int MaxDecimals = 18;

    private static readonly double[] Powers =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18];

    /// <summary>
    /// The nearest double: the same double that a compiler makes of the same digits while the mantissa is below 2^53,
    /// so a limit written as <c>10.0</c> and a reading sent as <c>10.0</c> are equal.
    /// </summary>
    public double Value => Mantissa / Powers[Decimals];

    /// <summary>The number exactly as sent, without unit.</summary>
    public decimal ToDecimal()
    {
        var magnitude = Mantissa < 0 ? (ulong)-(Mantissa + 1) + 1 : (ulong)Mantissa;
        return new decimal((int)magnitude, (int)(magnitude >> 32), 0, Mantissa < 0, Decimals);
    }

    /// <summary>Reads a number and a unit, as in <c>40 mg/dL</c>; false where either is not one.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Quantity quantity)
    {
        quantity = default;
        text = text.Trim();
        var gap = text.IndexOf(' ');
        if (gap is < 1 or > 64)
        {
            return false;
        }

        Span<byte> digits = stackalloc byte[gap * 3];
        digits = digits[..Encoding.UTF8.GetBytes(text[..gap], digits)];
        if (!ExactNumber.TryParse(digits, out var mantissa, out var decimals) || !Units.TryParse(text[(gap + 1)..].Trim(), out var unit))
        {
            return false;
        }

        quantity = new Quantity(mantissa, decimals, unit);
        return true;
    }

    /// <summary>The digits as sent, behind <c>&lt;</c> or <c>&gt;</c> where the sensor was out of range, and the UCUM unit.</summary>
    public override string ToString()
    {
        var sign = Comparator switch { Comparator.Low => "<", Comparator.High => ">", _ => "" };
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{ToDecimal()} {Units.Ucum(Unit)}").TrimEnd();
    }
}
