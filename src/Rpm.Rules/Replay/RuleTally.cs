using Rpm.Rules.Alerts;

namespace Rpm.Rules.Replay;

/// <summary>What one rule raised in a replay.</summary>
/// <param name="Priority">As the rule has it; single alerts may have risen above.</param>
/// <param name="Alerts">How often it raised.</param>
/// <param name="MedianDelay">From first breaching reading to alert; null where it raised nothing.</param>
public sealed record RuleTally(
    string Pack, string Rule, AlertClass Class, AlertPriority Priority, int Alerts, double PerPatientDay, TimeSpan? MedianDelay, TimeSpan? LongestDelay);
