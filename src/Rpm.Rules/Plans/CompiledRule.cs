using Rpm.Rules.Alerts;
using Rpm.Rules.Language;
using Rpm.Rules.Packs;
using Rpm.Telemetry;

namespace Rpm.Rules.Plans;

/// <summary>A rule with its limits filled in, ready to judge readings. Immutable and shared.</summary>
internal sealed class CompiledRule
{
    private readonly QualityFlags _asked;

    public CompiledRule(
        int index, RulePack pack, RuleDefinition definition, string hash, Condition condition, Condition? immediately, Condition? clear,
        QualityFlags asked, IReadOnlyList<RuleLimit> limits)
    {
        (Index, Pack, Definition, Hash, Condition, Immediately, Clear, Limits) = (index, pack, definition, hash, condition, immediately, clear, limits);
        _asked = asked;
        (For, Gap, Apart) = (Milliseconds(definition.Hold.For), Milliseconds(definition.Hold.Gap), Milliseconds(definition.Hold.Apart));
        (ClearFor, ClearGap) = (Milliseconds(definition.ClearHold.For), Milliseconds(definition.ClearHold.Gap));
    }

    /// <summary>Its place among the plan's rules.</summary>
    public int Index { get; }

    public RulePack Pack { get; }

    public RuleDefinition Definition { get; }

    /// <summary>Of the logic and the limits in force: state is kept while this stays.</summary>
    public string Hash { get; }

    public Condition Condition { get; }

    public Condition? Immediately { get; }

    public Condition? Clear { get; }

    public IReadOnlyList<RuleLimit> Limits { get; }

    public long For { get; }

    public long Gap { get; }

    public long Apart { get; }

    public long ClearFor { get; }

    public long ClearGap { get; }

    public int Readings => Definition.Hold.Readings;

    public int ClearReadings => Definition.ClearHold.Readings;

    /// <summary>Whether a reading may be judged at all: a sensor that is off measures nothing, unless the rule asks for that.</summary>
    public bool Judges(QualityFlags quality) =>
        (quality & (QualityNames.Unusable | (QualityFlags.SensorOff & ~_asked))) == 0;

    /// <summary>Whether it may raise but not clear.</summary>
    public bool Questions(QualityFlags quality) => (quality & QualityNames.Questionable & ~_asked) != 0;

    private static long Milliseconds(TimeSpan span) => (long)span.TotalMilliseconds;
}
