using System.Globalization;
using Rpm.Telemetry;

namespace Rpm.DeviceSim.Traces;

/// <summary>Turns the digits of a trace into a quantity, keeping every digit that a quantity can hold.</summary>
internal static class QuantityText
{
    /// <summary>
    /// Exact, trailing zeros included. Only digits behind the 18th decimal are rounded away, which concerns numbers like
    /// 1.2e-12 that a simulator's arithmetic leaves behind. False where the text is no number or is too large.
    /// </summary>
    public static bool TryParse(string text, Unit unit, out Quantity quantity)
    {
        quantity = default;
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!decimal.TryParse(text, style, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        if (value.Scale > Quantity.MaxDecimals)
        {
            value = decimal.Round(value, Quantity.MaxDecimals);
        }

        var decimals = value.Scale;
        var mantissa = value;
        for (var i = 0; i < decimals; i++)
        {
            mantissa *= 10;
        }

        if (mantissa is > long.MaxValue or < long.MinValue)
        {
            return false;
        }

        quantity = new Quantity((long)mantissa, decimals, unit);
        return true;
    }
}
