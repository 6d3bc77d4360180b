using Rpm.Telemetry;

namespace Rpm.Rules.Alerts;

/// <summary>
/// An alert as it stands. Immutable; every change makes the next <see cref="Version"/>. The identifier is derived from
/// patient, rule and the journal position of the first breach, so that a replay recognises it.
/// Active/resolved and acknowledged/unacknowledged are two independent bits.
/// </summary>
public sealed record Alert
{
    public required string Id { get; init; }

    /// <summary>1 when raised, one more with each change.</summary>
    public required int Version { get; init; }

    public required string Patient { get; init; }

    /// <summary>The device whose reading (or silence) raised it.</summary>
    public required string? Device { get; init; }

    public required string Rule { get; init; }

    public required string Pack { get; init; }

    /// <summary>Content hash of the pack version that raised it; activated packs are kept under this hash.</summary>
    public required string PackHash { get; init; }

    public required string Title { get; init; }

    public required AlertClass Class { get; init; }

    public required AlertPriority Priority { get; init; }

    /// <summary>No snooze, cap or quiet hour applies to it.</summary>
    public required bool Critical { get; init; }

    /// <summary>Raised by a reading that arrived later than its kind's bound: shown with its age, does not escalate.</summary>
    public bool Late { get; init; }

    /// <summary>Raised by a simulated or test reading: never reaches a notifier or a report.</summary>
    public bool Test { get; init; }

    /// <summary>The evidence was of questionable quality (movement, low perfusion).</summary>
    public bool Questionable { get; init; }

    /// <summary>Its evidence was withdrawn or moved to another patient: a person must look.</summary>
    public bool Review { get; init; }

    /// <summary>Whether the condition holds.</summary>
    public required bool Active { get; init; }

    public bool Acknowledged { get; init; }

    public required Instant Raised { get; init; }

    public Instant? AcknowledgedAt { get; init; }

    public string? AcknowledgedBy { get; init; }

    public string? Assignee { get; init; }

    public Instant? SnoozedUntil { get; init; }

    /// <summary>Escalation tier that has been told, 1 at first.</summary>
    public int Tier { get; init; } = 1;

    /// <summary>Somebody should have looked by then; null = the rule sets no time.</summary>
    public Instant? ReviewBy { get; init; }

    /// <summary>The last tier was told and did not answer either: there is nobody left to tell.</summary>
    public bool Unanswered { get; init; }

    public Instant? Resolved { get; init; }

    /// <summary>Why it was resolved: <c>condition-cleared</c> or the person's reason.</summary>
    public string? Resolution { get; init; }

    /// <summary>What raised it; null for an alert without a reading (silence).</summary>
    public Kind? Kind { get; init; }

    public Measure? Measure { get; init; }

    /// <summary>What was computed where it was not a measure of one reading (<c>rate(glucose, 15 min)</c>); null otherwise.</summary>
    public string? Computed { get; init; }

    /// <summary>The value that raised it, as sent or as computed.</summary>
    public Quantity? Value { get; init; }

    /// <summary>The limit that was crossed, in the unit sent.</summary>
    public Quantity? Limit { get; init; }

    /// <summary>Measurement time of the reading that raised it.</summary>
    public Instant? ReadingTime { get; init; }

    /// <summary>What the rule asks the reader to do.</summary>
    public string? Action { get; init; }

    /// <summary>The readings that raised it, oldest first, and the values a window had.</summary>
    public required IReadOnlyList<AlertEvidence> Evidence { get; init; }

    /// <summary>The limits that were in force, by parameter name.</summary>
    public required IReadOnlyList<AlertLimit> Limits { get; init; }

    /// <summary>For one alert in place of many: whom it stands for, in the order in which they joined. Empty for every other alert.</summary>
    public IReadOnlyList<AlertMember> Members { get; init => field = value ?? []; } = []; // a store that an older build wrote has none

    /// <summary>Every change, oldest first; of several changes of members in a row only the newest.</summary>
    public required IReadOnlyList<AlertHistoryEntry> History { get; init; }
}
