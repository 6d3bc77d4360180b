using Rpm.Telemetry;

namespace Rpm.Rules.Alerts;

/// <summary>One line of an alert's history. <see cref="Version"/> is the alert's version after the change.</summary>
/// <param name="By">Who did it; null where the engine did.</param>
public sealed record AlertHistoryEntry(int Version, Instant At, AlertChangeKind Change, string? By, string? Note, AlertPriority Priority);
