namespace Rpm.Telemetry;

/// <summary>
/// The ends of a glucose sensor's range. A reading sent as <c>"low"</c> is below <see cref="Low"/>, one sent as <c>"high"</c>
/// above <see cref="High"/>; null = not registered.
/// </summary>
public readonly record struct SensorClamp(Quantity? Low, Quantity? High)
{
    // Sensors report 40–400 mg/dL and send 39 or 401 for what lies beyond: the range's own ends are the numbers to compare with.
    private static readonly Quantity LowMass = new(40, 0, Unit.MilligramPerDecilitre, Comparator.Low);
    private static readonly Quantity HighMass = new(400, 0, Unit.MilligramPerDecilitre, Comparator.High);
    private static readonly Quantity LowMoles = new(22, 1, Unit.MillimolePerLitre, Comparator.Low);
    private static readonly Quantity HighMoles = new(222, 1, Unit.MillimolePerLitre, Comparator.High);

    /// <summary>
    /// The quantity of a reading beyond the range: the registered end where it is in the unit sent, otherwise that unit's usual
    /// one (40 and 400 mg/dL, 2.2 and 22.2 mmol/L). A registered end is never converted.
    /// </summary>
    /// <param name="comparator">Which end.</param>
    /// <param name="unit">mg/dL or mmol/L, as sent.</param>
    public Quantity Beyond(Comparator comparator, Unit unit)
    {
        var registered = comparator == Comparator.Low ? Low : High;
        if (registered is { } end && end.Unit == unit)
        {
            return end with { Comparator = comparator };
        }

        return (comparator, unit) switch
        {
            (Comparator.Low, Unit.MillimolePerLitre) => LowMoles,
            (Comparator.Low, _) => LowMass,
            (_, Unit.MillimolePerLitre) => HighMoles,
            _ => HighMass,
        };
    }
}
