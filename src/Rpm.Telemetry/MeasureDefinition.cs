namespace Rpm.Telemetry;

/// <summary>What holds for a measure whatever kind of reading carries it.</summary>
/// <param name="Measure">The measure.</param>
/// <param name="Name">Its JSON member name, also its name in rules, in the API and as a field of the time series.</param>
/// <param name="Title">Its name for people, in English.</param>
/// <param name="CanonicalUnit">The unit of stored series and of <see cref="Plausible"/>.</param>
/// <param name="AcceptedUnits">Units it may be sent in; the first is canonical.</param>
/// <param name="Plausible">Default of the setting; null where every number is possible.</param>
public sealed record MeasureDefinition(
    Measure Measure, string Name, string Title, Unit CanonicalUnit, IReadOnlyList<Unit> AcceptedUnits, PlausibleRange? Plausible)
{
    /// <summary>Whether the number is a code (<see cref="MealContext"/>, <see cref="SampleType"/>, yes or no) and not an amount.</summary>
    public bool IsCoded => Measure is Measure.Meal or Measure.Sample or Measure.Charging;
}
