using Rpm.Telemetry;

namespace Rpm.Dashboard.Quarantine;

/// <summary>An element in quarantine.</summary>
/// <param name="Payload">As text, or base64 where it is none; empty where another element of the same frame holds it.</param>
public sealed record QuarantinedRow(long Id, Instant Received, string Reason, string Detail, string? Device, string Topic, string Client, string Payload, string? Advice);
