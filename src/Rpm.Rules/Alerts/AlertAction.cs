using Rpm.Telemetry;

namespace Rpm.Rules.Alerts;

/// <summary>A person's action on an alert, as the journal orders it.</summary>
/// <param name="By">Who.</param>
/// <param name="Reason">For resolve: the reason; <c>wrong-data</c> resolves while the condition holds.</param>
/// <param name="Until">For snooze: until when.</param>
/// <param name="Assignee">For assign: to whom; null takes the assignment back.</param>
public sealed record AlertAction(
    AlertActionKind Kind, string Alert, string Patient, string By, string? Note = null, string? Reason = null, Instant? Until = null, string? Assignee = null);
