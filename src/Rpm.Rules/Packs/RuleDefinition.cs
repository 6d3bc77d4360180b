using Rpm.Rules.Alerts;
using Rpm.Rules.Language;
using Rpm.Telemetry;

namespace Rpm.Rules.Packs;

/// <summary>A rule as its pack states it.</summary>
public sealed class RuleDefinition
{
    internal RuleDefinition()
    {
    }

    public required string Id { get; init; }

    public required string Title { get; init; }

    /// <summary>The condition as written.</summary>
    public required string When { get; init; }

    /// <summary>Kinds of reading it is judged on: those that carry all its measures.</summary>
    public required IReadOnlyList<Kind> Kinds { get; init; }

    public required AlertClass Class { get; init; }

    public required AlertPriority Priority { get; init; }

    /// <summary>No snooze, cap, pause or quiet hour applies to it.</summary>
    public required bool Critical { get; init; }

    /// <summary>Stays active after its condition cleared until a person resolves it.</summary>
    public required bool Latching { get; init; }

    /// <summary>Still active this long after it was acknowledged takes the acknowledgement back; null = never.</summary>
    public required TimeSpan? Reack { get; init; }

    /// <summary>Not acknowledged for this long: the next tier is told; null = never.</summary>
    public required TimeSpan? Escalate { get; init; }

    /// <summary>Not acknowledged and still active: told again so often; null = not.</summary>
    public required TimeSpan? Renotify { get; init; }

    /// <summary>Somebody should have looked within this time of its being raised; null = no time is set.</summary>
    public required TimeSpan? ReviewWithin { get; init; }

    /// <summary>What the reader is to do.</summary>
    public required string? Action { get; init; }

    public required string Source { get; init; }

    internal Expression Condition { get; init; } = null!;

    /// <summary>Confirms at once, without the hold; null = nothing does.</summary>
    internal Expression? Immediately { get; init; }

    internal RuleHold Hold { get; init; }

    /// <summary>Null = two good readings outside the condition.</summary>
    internal Expression? Clear { get; init; }

    internal RuleHold ClearHold { get; init; }

    /// <summary>A breach that no reading follows within this time confirms too: the next one may be hours away. Null = it does not.</summary>
    public required TimeSpan? Unanswered { get; init; }

    internal RuleRaise? Raise { get; init; }

    /// <summary>For a rule about readings that do not come; null for every other.</summary>
    internal SilenceDefinition? Silence { get; init; }

    /// <summary>For a rule about readings that were refused: the reason; null for every other.</summary>
    internal RejectReason? Refused { get; init; }

    /// <summary>Whether it judges the NEWS2 score of all the patient's devices, and not the readings of one.</summary>
    internal bool Scored { get; init; }

    /// <summary>Everything that decides when it raises and clears. A pack version that leaves this alone keeps the rule's state.</summary>
    internal string CanonicalLogic() =>
        $"when {Condition.Canonical()};immediately {Immediately?.Canonical()};for {Hold};clear {Clear?.Canonical()};clearFor {ClearHold};" +
        $"kinds {string.Join(',', Kinds)};latching {Latching};unanswered {Unanswered};raise {Raise?.Canonical()}";

    internal string Canonical() =>
        $"{Id};{Title};{CanonicalLogic()};{Class};{Priority};{Critical};{Reack};{Escalate};{Renotify};{ReviewWithin};{Action};{Source}";
}
