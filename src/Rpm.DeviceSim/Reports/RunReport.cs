using Rpm.DeviceSim.Engines;

namespace Rpm.DeviceSim.Reports;

/// <summary>Everything about a run, as <c>--json</c> writes it and <c>report</c> reads it.</summary>
/// <param name="Schema">Version of this form.</param>
/// <param name="Command">The command line that repeats it.</param>
/// <param name="Started">ISO 8601, UTC.</param>
/// <param name="TargetRate">Readings a second wanted, on the average; null = the sensors' own intervals.</param>
/// <param name="Latency">From the scheduled time to the PUBACK.</param>
/// <param name="Engine">Null where the engine was not asked.</param>
/// <param name="Failure">What ended it before its time.</param>
internal sealed record RunReport(
    int Schema, string Command, int Seed, DateTimeOffset Started, double Seconds, RunTarget Target, double? TargetRate, PublishReport Publish, LatencyReport? Latency,
    AlertReport Alerts, IReadOnlyDictionary<string, long> Faults, GeneratorReport Generator, EngineAccount? Engine, IReadOnlyList<Threshold> Thresholds,
    IReadOnlyList<TimeSlice> Slices, bool Interrupted, string? Failure)
{
    /// <summary>The form that this program writes.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Whether a limit was missed, or an alert of a scenario missed or false.</summary>
    public bool MissedAny => Thresholds.Any(t => t.Missed) || Alerts.Missed + Alerts.False > 0;

    /// <summary>Whether something was refused, lost, or stayed unacknowledged.</summary>
    public bool IsFailed => Failure is not null || !Publish.IsComplete(Target.Qos) || Engine is { Holds: false };
}
