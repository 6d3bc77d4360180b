namespace Rpm.Rules.Packs;

/// <summary>How long, and in how many readings, a condition must hold. Both apply.</summary>
/// <param name="For">Between the first and the last of consecutive readings, by measurement time; zero = at once.</param>
/// <param name="Readings">At least so many.</param>
/// <param name="Of">Among so many judged readings, the newest included; 0 = consecutive ones.</param>
/// <param name="Apart">Readings closer than this to the last counted one do not count again (one sitting).</param>
/// <param name="Gap">Consecutive readings further apart than this do not belong together.</param>
internal readonly record struct RuleHold(TimeSpan For, int Readings, int Of, TimeSpan Apart, TimeSpan Gap);
