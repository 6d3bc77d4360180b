using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>Readings that are no longer the patient's: one that was withdrawn, or all of a corrected enrolment. Half-open [From, To).</summary>
/// <param name="Kind">Null = every kind.</param>
/// <param name="Ordinal">Null = every ordinal.</param>
public sealed record EvidenceSpan(string Device, Kind? Kind, Instant From, Instant To, byte? Ordinal = null)
{
    /// <summary>The one reading of this identity.</summary>
    public static EvidenceSpan Of(string device, Kind kind, Instant time, byte ordinal) =>
        new(device, kind, time, time + TimeSpan.FromMilliseconds(1), ordinal);

    internal bool Covers(Instant time, byte ordinal) => From <= time && time < To && (Ordinal is null || Ordinal == ordinal);
}
