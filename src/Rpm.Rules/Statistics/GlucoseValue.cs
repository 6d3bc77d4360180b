using Rpm.Telemetry;

namespace Rpm.Rules.Statistics;

/// <summary>One glucose reading as sent.</summary>
/// <param name="Comparator">Beyond the sensor's range: then it lies in the outermost band and enters no mean.</param>
public readonly record struct GlucoseValue(Instant Time, double Value, Unit Unit, Comparator Comparator = Comparator.None)
{
    /// <summary>The value of a quantity in mg/dL or mmol/L.</summary>
    public static GlucoseValue Of(Instant time, Quantity quantity) => new(time, quantity.Value, quantity.Unit, quantity.Comparator);
}
