using Rpm.Rules.Alerts;
using Rpm.Rules.Language;

namespace Rpm.Rules.Packs;

/// <summary>When an active alert's priority rises.</summary>
/// <param name="To">The priority it rises to.</param>
/// <param name="When">A reading of which this is true raises it; it falls back once two readings in a row deny it and somebody has acknowledged.</param>
/// <param name="Apart">A further breach measured at least this long after the first confirms; null = none does.</param>
/// <param name="Within">No good reading within this time of raising also raises it, for waiting must not hide it; null = it may wait.</param>
internal sealed record RuleRaise(AlertPriority To, Expression? When, TimeSpan? Apart, TimeSpan? Within)
{
    public string Canonical() => $"to {To};when {When?.Canonical()};apart {Apart};within {Within}";
}
