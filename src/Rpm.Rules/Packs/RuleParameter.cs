using Rpm.Rules.Language;
using Rpm.Telemetry;

namespace Rpm.Rules.Packs;

/// <summary>A limit that a clinician may set for a patient, within bounds.</summary>
public sealed class RuleParameter
{
    internal RuleParameter()
    {
    }

    public required string Name { get; init; }

    public required string Title { get; init; }

    public required string Source { get; init; }

    /// <summary>The pack's own value; for glucose one for each unit.</summary>
    public IReadOnlyList<Quantity> Default => DefaultCut.Quantities;

    /// <summary>A patient's own limit may not be below this.</summary>
    public IReadOnlyList<Quantity> Least => MinCut.Quantities;

    /// <summary>A patient's own limit may not be above this.</summary>
    public IReadOnlyList<Quantity> Greatest => MaxCut.Quantities;

    /// <summary>Whether a prescribed SpO2 target's lower end takes the default's place.</summary>
    public required bool FromSpo2Target { get; init; }

    internal CutPoint DefaultCut { get; init; } = null!;

    internal CutPoint MinCut { get; init; } = null!;

    internal CutPoint MaxCut { get; init; } = null!;

    internal string Canonical() => $"{Name}={DefaultCut};{MinCut};{MaxCut};{FromSpo2Target}";

    /// <summary>Whether a value lies within the bounds in each of its units.</summary>
    internal bool Allows(CutPoint value)
    {
        foreach (var quantity in value.Quantities)
        {
            if (MinCut.In(quantity.Unit) is not { } least || MaxCut.In(quantity.Unit) is not { } greatest
                || quantity.Value < least.Value || quantity.Value > greatest.Value)
            {
                return false;
            }
        }

        return true;
    }
}
