using System.Globalization;
using Rpm.Rules.Language;
using Rpm.Rules.Packs;
using Rpm.Telemetry;

namespace Rpm.Rules.Plans;

/// <summary>A rule with its limits filled in, ready to judge readings. Immutable and shared.</summary>
internal sealed class CompiledRule
{
    public CompiledRule(int index, RulePack pack, RuleDefinition definition, string hash)
    {
        (Index, Pack, Definition, Hash) = (index, pack, definition, hash);
        (For, Gap, Apart) = (Milliseconds(definition.Hold.For), Milliseconds(definition.Hold.Gap), Milliseconds(definition.Hold.Apart));
        (ClearFor, ClearGap) = (Milliseconds(definition.ClearHold.For), Milliseconds(definition.ClearHold.Gap));
        Readings = definition.Hold.Readings;
        ClearReadings = definition.ClearHold.Readings;
        Among = definition.Hold.Of == 0 ? 0 : ulong.MaxValue >> (64 - definition.Hold.Of);
        Critical = definition.Critical;
        ByArrival = definition.Condition.All().OfType<CompareExpression>().Any(c => c.Term is NameTerm { Name: Functions.Age });
        Mark = ulong.Parse(hash.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    /// <summary>Its place among the plan's rules.</summary>
    public int Index { get; }

    public RulePack Pack { get; }

    public RuleDefinition Definition { get; }

    /// <summary>Of the logic and the limits in force: state is kept while this stays.</summary>
    public string Hash { get; }

    /// <summary>The first 64 bits of <see cref="Hash"/>: a state knows its rules by it.</summary>
    public ulong Mark { get; }

    public required Condition Condition { get; init; }

    public required Condition? Immediately { get; init; }

    public required Condition? Clear { get; init; }

    /// <summary>Raises the priority of what is active; null = nothing read does.</summary>
    public required Condition? RaiseWhen { get; init; }

    /// <summary>Quality flags that the rule asks for itself.</summary>
    public required QualityFlags Asked { get; init; }

    public required IReadOnlyList<RuleLimit> Limits { get; init; }

    /// <summary>Numbers of the plan's windows that it looks at.</summary>
    public required int[] Windows { get; init; }

    /// <summary>How far back the longest of them reaches, in milliseconds.</summary>
    public required long LookBack { get; init; }

    public long For { get; }

    public long Gap { get; }

    public long Apart { get; }

    public long ClearFor { get; }

    public long ClearGap { get; }

    public int Readings { get; }

    public int ClearReadings { get; }

    /// <summary>For "3 of 5 readings": a bit for each of the five; 0 = readings in a row.</summary>
    public ulong Among { get; }

    public bool Critical { get; }

    /// <summary>
    /// Whether a single breach raises nothing and the next reading of which the condition is false ends it, so that nothing of either is left.
    /// </summary>
    public bool IsEndedByOne => Among == 0 && Windows.Length == 0 && Immediately is null && !ByArrival && (Readings > 1 || For > 0);

    /// <summary>Whether it is about how old readings are when they arrive.</summary>
    public bool ByArrival { get; }

    /// <summary>Whether a reading may be judged at all: a sensor that is off measures nothing, unless the rule asks for that.</summary>
    public bool Judges(QualityFlags quality) =>
        (quality & (QualityNames.Unusable | (QualityFlags.SensorOff & ~Asked))) == 0;

    /// <summary>Whether it may raise but not clear.</summary>
    public bool Questions(QualityFlags quality) => (quality & QualityNames.Questionable & ~Asked) != 0;

    private static long Milliseconds(TimeSpan span) => (long)span.TotalMilliseconds;
}
