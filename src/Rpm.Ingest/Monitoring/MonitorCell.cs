using Rpm.Ingest.Registry;
using Rpm.Rules.Monitoring;
using Rpm.Rules.Plans;

namespace Rpm.Ingest.Monitoring;

/// <summary>One patient's monitor in its shard.</summary>
internal sealed class MonitorCell(Patient patient, RulePlan plan, PatientState state)
{
    public Patient Patient { get; set; } = patient;

    public RulePlan Plan { get; set; } = plan;

    public PatientState State { get; } = state;

    /// <summary>Changed since the last snapshot.</summary>
    public bool Dirty { get; set; }

    /// <summary>When it is looked at next: its deadline or before; <see cref="long.MaxValue"/> = none.</summary>
    public long Scheduled { get; set; } = long.MaxValue;
}
