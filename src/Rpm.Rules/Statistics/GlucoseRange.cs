using Rpm.Telemetry;

namespace Rpm.Rules.Statistics;

/// <summary>
/// Cut points of glucose bands, in each unit its own: neither is the conversion of the other (10.0 mmol/L is in range, 180.156 mg/dL is not). In range is
/// inclusive, below and above are strict.
/// </summary>
/// <param name="Unit">mg/dL or mmol/L.</param>
public sealed record GlucoseRange(Unit Unit, double VeryLow, double Low, double High, double VeryHigh)
{
    private static readonly GlucoseRange Milligrams = new(Unit.MilligramPerDecilitre, 54, 70, 180, 250);
    private static readonly GlucoseRange Millimoles = new(Unit.MillimolePerLitre, 3.0, 3.9, 10.0, 13.9);
    private static readonly GlucoseRange PregnancyMilligrams = new(Unit.MilligramPerDecilitre, 54, 63, 140, 250);
    private static readonly GlucoseRange PregnancyMillimoles = new(Unit.MillimolePerLitre, 3.0, 3.5, 7.8, 13.9);

    /// <summary>The consensus bands (ATTD/ADA, Diabetes Care 42:1593); in pregnancy with type 1 diabetes 63–140 mg/dL, 3.5–7.8 mmol/L.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a unit of glucose.</exception>
    public static GlucoseRange Of(Unit unit, bool pregnant = false) => (unit, pregnant) switch
    {
        (Unit.MilligramPerDecilitre, false) => Milligrams,
        (Unit.MilligramPerDecilitre, true) => PregnancyMilligrams,
        (Unit.MillimolePerLitre, false) => Millimoles,
        (Unit.MillimolePerLitre, true) => PregnancyMillimoles,
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "Not a unit of glucose."),
    };
}
