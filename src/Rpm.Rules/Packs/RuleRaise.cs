using Rpm.Rules.Alerts;

namespace Rpm.Rules.Packs;

/// <summary>When an active alert's priority rises.</summary>
/// <param name="To">The priority it rises to.</param>
/// <param name="Apart">A further breach measured at least this long after the first confirms.</param>
/// <param name="Within">No good reading within this time of raising also raises it; waiting must not hide it.</param>
internal readonly record struct RuleRaise(AlertPriority To, TimeSpan Apart, TimeSpan Within);
