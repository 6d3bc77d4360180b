using Rpm.DeviceSim.Scenarios;

namespace Rpm.DeviceSim.Reports;

/// <summary>The alerts of a run.</summary>
/// <param name="Listened">Whether the alert topic could be heard throughout.</param>
/// <param name="Raised">Alerts that readings of this run raised.</param>
/// <param name="Verdicts">Expected alerts and what became of them, and those that should not have been. Empty without a scenario.</param>
internal sealed record AlertReport(bool Listened, long Raised, LatencyReport? Latency, IReadOnlyList<AlertVerdict> Verdicts)
{
    public int Missed => Verdicts.Count(v => v.Outcome == "missed");

    public int False => Verdicts.Count(v => v.Outcome == "false");
}
