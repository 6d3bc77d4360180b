using Rpm.Rules.Packs;

namespace Rpm.Benchmarks;

/// <summary>The same ten rules in each engine's own form.</summary>
internal static class TenRules
{
    private static readonly (string Id, string Member, string Comparison, double Limit, string Unit)[] Rules =
    [
        ("spo2-90", "Spo2", "<", 90, "%"), ("spo2-88", "Spo2", "<", 88, "%"), ("spo2-85", "Spo2", "<", 85, "%"), ("spo2-80", "Spo2", "<", 80, "%"),
        ("pulse-50", "Pulse", "<=", 50, "/min"), ("pulse-40", "Pulse", "<=", 40, "/min"), ("pulse-111", "Pulse", ">=", 111, "/min"),
        ("pulse-131", "Pulse", ">=", 131, "/min"), ("pulse-150", "Pulse", ">=", 150, "/min"), ("perfusion", "Perfusion", "<", 0.3, "%"),
    ];

    /// <summary>For Rpm, each with a hold and a clear condition of its own.</summary>
    public static RulePack Pack()
    {
        var rules = Rules.Select(r =>
        {
            var clear = r.Comparison[0] == '<' ? $">= {r.Limit + 2}" : $"< {r.Limit - 2}";
            return FormattableString.Invariant(
                $$"""
                  - id: {{r.Id}}
                    title: {{r.Id}}
                    source: benchmark
                    kind: pulse-oximetry
                    when: {{r.Member.ToLowerInvariant()}} {{r.Comparison}} {{r.Limit}} {{r.Unit}}
                    for: 15 s
                    clear: { when: "{{r.Member.ToLowerInvariant()}} {{clear}} {{r.Unit}}", readings: 2, gap: 1 d }
                    class: physiological
                    priority: low
                """);
        });
        var load = PackLoader.Load(
            $"id: ten\nversion: 1.0.0\ntitle: Ten\nsource: benchmark\ncohorts: [everyone]\nrules:\n{string.Join('\n', rules)}\n", "ten.yaml");
        return load.Pack ?? throw new InvalidOperationException(string.Join('\n', load.Faults));
    }

    /// <summary>For RulesEngine: a workflow of expressions.</summary>
    public static RulesEngine.Models.Workflow Workflow() => new()
    {
        WorkflowName = "ten",
        Rules = [.. Rules.Select(r => new RulesEngine.Models.Rule
        {
            RuleName = r.Id,
            Expression = FormattableString.Invariant($"input1.{r.Member} {r.Comparison} {r.Limit}"),
            RuleExpressionType = RulesEngine.Models.RuleExpressionType.LambdaExpression,
        })],
    };

    /// <summary>As delegates that a compiler made.</summary>
    public static Func<Vitals, bool>[] Delegates() =>
    [
        v => v.Spo2 < 90, v => v.Spo2 < 88, v => v.Spo2 < 85, v => v.Spo2 < 80, v => v.Pulse <= 50, v => v.Pulse <= 40, v => v.Pulse >= 111,
        v => v.Pulse >= 131, v => v.Pulse >= 150, v => v.Perfusion < 0.3,
    ];
}
