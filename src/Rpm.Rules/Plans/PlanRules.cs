using System.Collections.Immutable;
using Rpm.Rules.Language;
using Rpm.Rules.Monitoring;
using Rpm.Rules.Packs;
using Rpm.Rules.Windows;
using Rpm.Telemetry;

namespace Rpm.Rules.Plans;

/// <summary>Compiled rules with their limits: all of a plan but the patient's own traits. Immutable; shared by all patients it fits.</summary>
internal sealed class PlanRules
{
    public PlanRules(IReadOnlyList<CompiledRule> rules, IReadOnlyList<WindowSpec> windows)
    {
        Rules = [.. rules];
        Silences = [.. rules.Where(r => r.Definition.Silence is not null)];
        Streams = new KindPlan[Monitoring.Streams.Count];
        var watchesIntake = rules.Any(r => r.Definition.Refused is not null);
        var scored = rules.Any(r => r.Definition.Scored);
        for (var stream = 0; stream < Streams.Length; stream++)
        {
            Streams[stream] = new KindPlan(rules, [.. rules.Where(r => Judges(r.Definition, (Kind)stream))], windows)
            {
                LateAfter = Kinds.All.FirstOrDefault(k => (int)k.Kind == stream)?.LateAfter is { } bound ? (long)bound.TotalMilliseconds : long.MaxValue,
                Silences = [.. Silences.Where(r => (int)r.Definition.Silence!.Kind == stream)],
                WatchesIntake = watchesIntake,
                Scored = scored && ConditionChecker.ScoredKinds.Contains((Kind)stream),
            };
        }
    }

    public ImmutableArray<CompiledRule> Rules { get; }

    /// <summary>The rules about readings that do not come.</summary>
    public ImmutableArray<CompiledRule> Silences { get; }

    /// <summary>By number of a stream.</summary>
    public KindPlan[] Streams { get; }

    public CompiledRule? Find(string pack, string rule)
    {
        foreach (var candidate in Rules)
        {
            if (candidate.Pack.Id == pack && candidate.Definition.Id == rule)
            {
                return candidate;
            }
        }

        return null;
    }

    private static bool Judges(RuleDefinition rule, Kind stream) =>
        rule.Silence is null && (stream switch
        {
            Monitoring.Streams.Scores => rule.Scored,
            Monitoring.Streams.Intake => rule.Refused is not null,
            _ => !rule.Scored && rule.Refused is null && rule.Kinds.Contains(stream),
        });
}
