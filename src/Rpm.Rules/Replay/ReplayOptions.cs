using Rpm.Telemetry;

namespace Rpm.Rules.Replay;

/// <summary>What of a replay is reported.</summary>
/// <param name="From">Alerts raised earlier only bring the monitors into the state they were in.</param>
/// <param name="To">Exclusive.</param>
/// <param name="Test">Whether alerts of test readings are reported too; else they are left out, as in every report.</param>
public sealed record ReplayOptions(Instant From, Instant To, bool Test = false)
{
    /// <summary>Everything but what test readings raised.</summary>
    public static ReplayOptions Everything { get; } = new(Instant.Min, Instant.Max);
}
