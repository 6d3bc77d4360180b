using Rpm.Telemetry;

namespace Rpm.Rules.Alerts;

/// <summary>One silent device that an alert stands for together with others.</summary>
/// <param name="Alert">The alert that the patient's monitor keeps for it: the one that an acknowledgement goes to, and that is told if it is told alone.</param>
/// <param name="Since">Measurement time of the newest reading that came.</param>
/// <param name="Heard">When it was heard again; null = still silent.</param>
public sealed record AlertMember(string Alert, string Patient, string? Device, Kind? Kind, Instant Since, Instant? Heard);
