using System.Security.Cryptography;
using System.Text;
using Rpm.Rules.Language;
using Rpm.Rules.Packs;
using Rpm.Telemetry;

namespace Rpm.Rules.Plans;

/// <summary>Fills a checked rule's parameters in and turns its conditions into trees that evaluate without allocating.</summary>
internal sealed class RuleCompiler(RulePack pack, IReadOnlyDictionary<string, RuleLimit> limits)
{
    private readonly SortedDictionary<string, RuleLimit> _used = new(StringComparer.Ordinal);
    private QualityFlags _asked;

    public static CompiledRule Compile(int index, RulePack pack, RuleDefinition rule, IReadOnlyDictionary<string, RuleLimit> limits)
    {
        var compiler = new RuleCompiler(pack, limits);
        var condition = rule.SilentAfter is null ? compiler.Compile(rule.Condition) : new QualityCondition(QualityFlags.None);
        var immediately = rule.Immediately is null ? null : compiler.Compile(rule.Immediately);
        var clear = rule.Clear is null ? null : compiler.Compile(rule.Clear);
        var text = new StringBuilder(pack.Id).Append('/').Append(rule.Id).Append('\n').Append(rule.CanonicalLogic());
        foreach (var limit in compiler._used.Values)
        {
            text.Append('\n').Append(limit.Parameter).Append('=').Append(limit.Value);
        }

        // 128 bits name a rule among the few that one patient ever had.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
        return new CompiledRule(index, pack, rule, hash, condition, immediately, clear, compiler._asked, [.. compiler._used.Values]);
    }

    private Condition Compile(Expression expression) => expression switch
    {
        AndExpression and => new AndCondition(Compile(and.Left), Compile(and.Right)),
        OrExpression or => new OrCondition(Compile(or.Left), Compile(or.Right)),
        NotExpression not => new NotCondition(Compile(not.Inner)),
        QualityExpression quality => Compile(quality),
        CompareExpression compare => Compile(compare),
        _ => throw new InvalidOperationException($"Pack '{pack.Id}' holds a condition that its loader should have refused."),
    };

    private QualityCondition Compile(QualityExpression quality)
    {
        _ = QualityNames.TryParse(quality.Flag, out var flag);
        _asked |= flag;
        return new QualityCondition(flag);
    }

    private CompareCondition Compile(CompareExpression compare)
    {
        if (!ConditionChecker.TryResolve(compare.Name, out _, out var measure))
        {
            throw new InvalidOperationException($"Pack '{pack.Id}' compares '{compare.Name}', which its loader should have refused.");
        }

        var limit = compare.Operand.Literal;
        if (compare.Operand.Parameter is { } name)
        {
            _used[name] = limits[name];
            limit = limits[name].Value;
        }

        return new CompareCondition(measure, compare.Comparison, compare.Operand.Offset is { } offset ? limit!.Plus(offset)! : limit!);
    }
}
