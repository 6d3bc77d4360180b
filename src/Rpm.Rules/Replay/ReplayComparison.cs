namespace Rpm.Rules.Replay;

/// <summary>What other packs change.</summary>
/// <param name="Added">Alerts that only the others raise.</param>
/// <param name="Removed">Alerts that the others do not raise.</param>
public sealed record ReplayComparison(ReplayReport Before, ReplayReport After, IReadOnlyList<ReplayedAlert> Added, IReadOnlyList<ReplayedAlert> Removed)
{
    /// <summary>Holds two replays of the same readings against each other.</summary>
    public static ReplayComparison Of(ReplayReport before, ReplayReport after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return new(before, after, Without(after.Alerts, before.Alerts), Without(before.Alerts, after.Alerts));
    }

    private static List<ReplayedAlert> Without(IReadOnlyList<ReplayedAlert> alerts, IReadOnlyList<ReplayedAlert> others)
    {
        var known = others.ToLookup(a => (a.Patient, a.Pack, a.Rule));
        return [.. alerts.Where(a => !known[(a.Patient, a.Pack, a.Rule)].Any(a.SameAs))];
    }
}
