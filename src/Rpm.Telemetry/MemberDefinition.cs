namespace Rpm.Telemetry;

/// <summary>A member of a kind.</summary>
/// <param name="Measure">What it measures; <see cref="Measures.Of"/> has its name, units and range.</param>
/// <param name="Required">Whether a reading without it is no reading.</param>
/// <param name="ImpliedUnit">The unit of a number sent without <c>unit</c>; null where the sender must name it.</param>
public sealed record MemberDefinition(Measure Measure, bool Required, Unit? ImpliedUnit)
{
    /// <summary>The JSON member name.</summary>
    public string Name => Measures.Name(Measure);
}
