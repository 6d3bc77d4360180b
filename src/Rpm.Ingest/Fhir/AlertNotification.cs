using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Ingest.Fhir;

/// <summary>One telling of an alert: raised, raised again, escalated or told again.</summary>
/// <param name="Number">1, 2, 3… within the alert.</param>
/// <param name="Status">FHIR's request status: active, revoked (a later telling replaced it), completed, entered-in-error.</param>
/// <param name="AcknowledgedAt">When somebody acknowledged it; null = nobody did.</param>
internal sealed record AlertNotification(
    int Number, Instant At, AlertChangeKind Change, AlertPriority Priority, string Status, Instant? AcknowledgedAt, string? AcknowledgedBy);
