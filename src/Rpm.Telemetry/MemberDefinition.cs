namespace Rpm.Telemetry;

/// <summary>A member of a kind.</summary>
/// <param name="Measure">What it measures; <see cref="Measures.Of"/> has its name, units and range.</param>
/// <param name="Required">Whether a reading without it is no reading.</param>
/// <param name="ImpliedUnit">The unit of a number sent without <c>unit</c>; null where the sender must name it.</param>
public sealed record MemberDefinition(Measure Measure, bool Required, Unit? ImpliedUnit)
{
    /// <summary>Whether its number stands for a word.</summary>
    internal bool IsCoded { get; } = Measures.Of(Measure).IsCoded;

    /// <summary>The JSON member name.</summary>
    public string Name => Measures.Name(Measure);

    /// <summary>
    /// The unit of this member in a reading sent with <paramref name="sent"/>: that unit where the member can have it, the rate of
    /// it for a glucose rate, otherwise the one that goes without saying (a cuff's pulse is /min whatever its pressure is in).
    /// </summary>
    public Unit UnitFor(Unit? sent)
    {
        if (sent is not { } unit)
        {
            return ImpliedUnit ?? Unit.None;
        }

        if (Measure == Measure.GlucoseRate)
        {
            return Units.PerMinuteOf(unit);
        }

        return Measures.Of(Measure).Accepts(unit) ? unit : ImpliedUnit ?? Unit.None;
    }
}
