namespace Rpm.Rules.Packs;

/// <summary>A loaded pack, or every fault that kept it from loading: <see cref="Pack"/> is null exactly when there are faults.</summary>
public sealed record PackLoad(RulePack? Pack, IReadOnlyList<PackFault> Faults)
{
    /// <summary>What keeps nothing from loading, but should be looked at: a rule that may flap, a hold that a kind cannot keep.</summary>
    public IReadOnlyList<PackFault> Warnings { get; init; } = [];
}
