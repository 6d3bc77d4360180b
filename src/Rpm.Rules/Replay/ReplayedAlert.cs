using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Rules.Replay;

/// <summary>An alert that a replay raised.</summary>
/// <param name="Priority">The highest it reached.</param>
/// <param name="FirstBreach">Measurement time of the reading with which its condition began.</param>
/// <param name="Resolved">When its condition cleared; null where it still held at the end.</param>
/// <param name="Value">The value that raised it; null where none decided.</param>
public sealed record ReplayedAlert(
    string Patient, string Pack, string Rule, AlertClass Class, AlertPriority Priority, bool Late, bool Test, string? Device, Instant FirstBreach, Instant Raised,
    Instant? Resolved, Quantity? Value, Quantity? Limit)
{
    /// <summary>From the first breaching reading, by measurement time, to the alert.</summary>
    public TimeSpan Delay => Raised - FirstBreach;

    /// <summary>Whether both tell of the same: one patient, one rule, times that overlap.</summary>
    public bool SameAs(ReplayedAlert other) =>
        Patient == other.Patient && Pack == other.Pack && Rule == other.Rule && Test == other.Test
        && FirstBreach <= (other.Resolved ?? Instant.Max) && other.FirstBreach <= (Resolved ?? Instant.Max);
}
