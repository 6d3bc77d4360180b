namespace Rpm.Telemetry.Templates;

/// <summary>One template: what it is about, and where everything stands.</summary>
internal sealed record MappingTemplate
{
    /// <summary>The type that it names.</summary>
    public required string TypeName { get; init; }

    /// <summary>The kind of its readings; null where the type is none of the contract's.</summary>
    public required Kind? Kind { get; init; }

    /// <summary>Its values complete a reading of the same message: device, kind and correlation or time are the same.</summary>
    public bool IsPart { get; init; }

    /// <summary>The kind of a part that finds no reading to complete; null: it is refused.</summary>
    public Kind? Alone { get; init; }

    /// <summary>How long the reading that a part completes is waited for in other messages; null: only its own message is looked at.</summary>
    public TimeSpan? Within { get; init; }

    public required MappingMatch Match { get; init; }

    public required MappingExpression? Device { get; init; }

    public required MappingExpression? Time { get; init; }

    /// <summary>Asked where <see cref="Time"/> finds nothing.</summary>
    public MappingExpression? OtherTime { get; init; }

    public MappingTimeFormat TimeFormat { get; init; }

    /// <summary>For <see cref="MappingTimeFormat.Pattern"/>.</summary>
    public string TimePattern { get; init; } = "";

    /// <summary>The zone of times that have none, UTF-8; empty where the template knows none.</summary>
    public byte[] Zone { get; init; } = [];

    public MappingExpression? ZoneExpression { get; init; }

    public MappingExpression? Patient { get; init; }

    public MappingExpression? Correlation { get; init; }

    public MappingExpression? Id { get; init; }

    public MappingUnit? Unit { get; init; }

    public required IReadOnlyList<MappingMember> Members { get; init; }

    public IReadOnlyList<MappingFlag> Flags { get; init; } = [];

    /// <summary>The line of the mapping's file where it begins.</summary>
    public int Line { get; init; }
}
