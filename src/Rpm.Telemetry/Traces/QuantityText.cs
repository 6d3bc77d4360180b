using System.Text;

namespace Rpm.Telemetry.Traces;

/// <summary>Turns the digits of a trace into a quantity, keeping every digit that a quantity can hold.</summary>
internal static class QuantityText
{
    /// <summary>
    /// Exact, trailing zeros included, within <see cref="ExactNumber"/>'s 18 digits: only what a simulator's arithmetic leaves
    /// behind, like 1.2e-12, loses digits. False where the text is no number or is too large.
    /// </summary>
    public static bool TryParse(string text, Unit unit, out Quantity quantity)
    {
        var ok = ExactNumber.TryParse(Encoding.UTF8.GetBytes(text), out var mantissa, out var decimals);
        quantity = ok ? new Quantity(mantissa, decimals, unit) : default;
        return ok;
    }
}
