using System.Text.Json.Serialization;
using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Registry;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Ingest.Journal;

/// <summary>
/// Every input other than a reading that followers must see in order. Stored as JSON with a type name and a version; a type
/// name is never reused, members are only added.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Quarantined), "quarantined/1")]
[JsonDerivedType(typeof(QuarantineReleased), "quarantine-released/1")]
[JsonDerivedType(typeof(AlertActed), "alert-acted/1")]
[JsonDerivedType(typeof(PatientPut), "patient-put/1")]
[JsonDerivedType(typeof(DevicePut), "device-put/1")]
[JsonDerivedType(typeof(EnrolmentPut), "enrolment-put/1")]
[JsonDerivedType(typeof(LimitSet), "limit-set/1")]
[JsonDerivedType(typeof(MonitoringPaused), "monitoring-paused/1")]
[JsonDerivedType(typeof(ReadingWithdrawn), "reading-withdrawn/1")]
[JsonDerivedType(typeof(PackActivated), "pack-activated/1")]
[JsonDerivedType(typeof(PackDeactivated), "pack-deactivated/1")]
[JsonDerivedType(typeof(EngineStarted), "engine-started/1")]
[JsonDerivedType(typeof(PatientErased), "patient-erased/1")]
[JsonDerivedType(typeof(Probed), "probed/1")]
[JsonDerivedType(typeof(GatewayReported), "gateway-reported/1")]
internal abstract record JournalEntry
{
    /// <summary>Set by the journal at commit.</summary>
    [JsonIgnore]
    public long Position { get; set; }
}

/// <summary>One element that could not be used, with the whole payload of its frame (64 KiB and a hash where it was larger).</summary>
/// <param name="PayloadAt">
/// Position of the first such entry of the same frame, which holds the payload; null where this one does. Each with a copy of its own, a
/// frame of ten thousand bad elements would make a commit that no journal takes.
/// </param>
/// <param name="Waits">For a part: how long the reading that it completes is waited for; then it leaves quarantine by itself.</param>
internal sealed record Quarantined(
    FrameSource Source, string Topic, string Client, Instant Received, int Index, RejectReason Reason, string Detail,
    string? Device, Kind? Kind, Instant? Time, string? Id, byte[] Payload, string? PayloadHash,
    IReadOnlyList<KeyValuePair<string, string>> UserProperties, long? PayloadAt = null, Instant? Waits = null) : JournalEntry;

/// <summary>A quarantined element left quarantine.</summary>
/// <param name="Quarantine">Position of its <see cref="Quarantined"/> entry.</param>
internal sealed record QuarantineReleased(long Quarantine, QuarantineEnding Ending) : JournalEntry;

/// <summary>A person acted on an alert.</summary>
internal sealed record AlertActed(AlertAction Action) : JournalEntry;

/// <summary>A patient was added or changed.</summary>
internal sealed record PatientPut(Patient Patient, string By) : JournalEntry;

/// <summary>A device was added or changed.</summary>
internal sealed record DevicePut(Device Device, string By) : JournalEntry;

/// <summary>An enrolment was added or corrected; a correction names what it replaces.</summary>
internal sealed record EnrolmentPut(Enrolment Enrolment, Enrolment? Before, string By, string? Reason) : JournalEntry;

/// <summary>A patient's own limit for a pack's parameter; a null value goes back to the pack's default.</summary>
internal sealed record LimitSet(string Patient, string Pack, string Parameter, string? Value, string By, string Reason, string? Prescriber) : JournalEntry;

/// <summary>Monitoring of a patient pauses until a time; null ends the pause.</summary>
internal sealed record MonitoringPaused(string Patient, Instant? Until, string Reason, string By) : JournalEntry;

/// <summary>A stored reading was withdrawn: readable as entered-in-error, used by nothing.</summary>
internal sealed record ReadingWithdrawn(
    string Device, Kind Kind, Instant Time, byte Ordinal, string Patient, string Reason, string By) : JournalEntry;

/// <summary>A version of a rule pack became the one in force.</summary>
internal sealed record PackActivated(string Pack, string Version, string Hash, string Yaml) : JournalEntry;

/// <summary>A rule pack is no longer in force.</summary>
internal sealed record PackDeactivated(string Pack) : JournalEntry;

/// <summary>The engine started. Silent devices are judged only after it has stood open for as long as it was away, at most five minutes.</summary>
/// <param name="Before">The journal's time when it was last open; null at the first start.</param>
/// <param name="GroupSilences">
/// Silent patients that one alert stands for from here on; null where an older engine wrote it. In the journal, because a replay
/// after the setting was changed must group what was grouped.
/// </param>
internal sealed record EngineStarted(Instant? Before, int? GroupSilences = null) : JournalEntry;

/// <summary>A patient's data must go: whatever lies before this entry and is the patient's by the enrolments as they then stood.</summary>
internal sealed record PatientErased(string Patient, string By, string Reason, IReadOnlyList<Enrolment>? Enrolments = null) : JournalEntry;

/// <summary>The engine's own test reading passed the door; followers show by it that they are alive.</summary>
internal sealed record Probed(Instant Sent) : JournalEntry;

/// <summary>A gateway's heartbeat or last will, or the first frame of one that was away: no patient's reading, and counted as none.</summary>
/// <param name="Error">What it says is wrong; null = it is there.</param>
internal sealed record GatewayReported(string Gateway, Instant Received, string? Error) : JournalEntry;
