using Rpm.Rules.Packs;

namespace Rpm.Rules.Replay;

/// <summary>What rules would have raised.</summary>
/// <param name="PatientDays">Days, on each patient's own calendar, with at least one reading.</param>
/// <param name="Rules">Every rule of the packs, also one that raised nothing.</param>
/// <param name="Alerts">In the order in which they were raised.</param>
public sealed record ReplayReport(
    IReadOnlyList<RulePack> Packs, int Patients, long Readings, int PatientDays, IReadOnlyList<RuleTally> Rules, IReadOnlyList<ReplayedAlert> Alerts);
