namespace Rpm.Telemetry;

/// <summary>How other systems name a measure.</summary>
/// <param name="Loinc">In the order in which they are to be written; empty where there is none.</param>
/// <param name="Mdc">The device nomenclature's term; null where there is none.</param>
public sealed record MeasureCoding(IReadOnlyList<Loinc> Loinc, Mdc? Mdc)
{
    /// <summary>No code at all: coded members and the state of a device.</summary>
    public static readonly MeasureCoding None = new([], null);
}
