using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Rpm.Rules.Language;
using Rpm.Rules.Packs;
using Rpm.Rules.Windows;
using Rpm.Telemetry;

namespace Rpm.Rules.Plans;

/// <summary>Fills a checked rule's parameters in and turns its conditions into trees that evaluate without allocating.</summary>
internal sealed class RuleCompiler(RulePack pack, IReadOnlyDictionary<string, RuleLimit> limits, WindowTable windows)
{
    private readonly SortedDictionary<string, RuleLimit> _used = new(StringComparer.Ordinal);
    private readonly SortedSet<int> _windows = [];
    private QualityFlags _asked;

    public static CompiledRule Compile(int index, RulePack pack, RuleDefinition rule, IReadOnlyDictionary<string, RuleLimit> limits, WindowTable windows)
    {
        var compiler = new RuleCompiler(pack, limits, windows);
        var condition = rule.Silence is null ? compiler.Compile(rule.Condition) : new QualityCondition(QualityFlags.None);
        var immediately = rule.Immediately is null ? null : compiler.Compile(rule.Immediately);
        var clear = rule.Clear is null ? null : compiler.Compile(rule.Clear);
        var raise = rule.Raise?.When is null ? null : compiler.Compile(rule.Raise.When);
        var text = new StringBuilder(pack.Id).Append('/').Append(rule.Id).Append('\n').Append(rule.CanonicalLogic());
        foreach (var limit in compiler._used.Values)
        {
            text.Append('\n').Append(limit.Parameter).Append('=').Append(limit.Value);
        }

        // 128 bits name a rule among the few that one patient ever had.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
        return new CompiledRule(index, pack, rule, hash)
        {
            Condition = condition,
            Immediately = immediately,
            Clear = clear,
            RaiseWhen = raise,
            Asked = compiler._asked,
            Limits = [.. compiler._used.Values],
            Windows = [.. compiler._windows],
            LookBack = compiler._windows.Select(w => windows.Specs[w].Span).DefaultIfEmpty(0).Max(),
        };
    }

    private Condition Compile(Expression expression) => expression switch
    {
        AndExpression and => new AndCondition(Compile(and.Left), Compile(and.Right)),
        OrExpression or => new OrCondition(Compile(or.Left), Compile(or.Right)),
        NotExpression not => new NotCondition(Compile(not.Inner)),
        QualityExpression quality => Compile(quality),
        TimeExpression time => new TimeOfDayCondition(Functions.MinuteOfDay(time.From)!.Value, Functions.MinuteOfDay(time.To)!.Value),
        RefusedExpression refused => new RefusedCondition(RejectReasons.TryParse(refused.Reason, out var reason) ? reason : RejectReason.None),
        CompareExpression compare => Compile(compare),
        _ => throw Unloadable(),
    };

    private QualityCondition Compile(QualityExpression quality)
    {
        _ = QualityNames.TryParse(quality.Flag, out var flag);
        _asked |= flag;
        return new QualityCondition(flag);
    }

    private CompareCondition Compile(CompareExpression compare)
    {
        var limit = compare.Operand.Literal;
        if (compare.Operand.Parameter is { } name)
        {
            _used[name] = limits[name];
            limit = limits[name].Value;
        }

        var term = Compile(compare.Term);
        limit = term.Units is [Unit.Score] ? limit!.As(Unit.Score) : limit!;
        return new CompareCondition(
            term, compare.Comparison, compare.Operand.Offset is { } offset ? limit.Plus(offset.As(limit.Quantities[0].Unit))! : limit);
    }

    private Term Compile(TermExpression term)
    {
        switch (term)
        {
            case NameTerm { Name: Functions.Age }:
                return new AgeTerm();
            case NameTerm { Name: Functions.Score or Functions.SingleScore } score:
                return new ScoreTerm(score.Name == Functions.SingleScore);
            case NameTerm name:
                return new MeasureTerm(Resolve(name.Name));
            case FunctionTerm function:
                Measure? measure = function.Name is { } of ? Resolve(of) : null;
                var filter = function.Condition is { } condition ? Compile(condition) : null;
                var spec = Functions.WindowOf(function, measure, filter) ?? throw Unloadable();
                var number = windows.NumberOf(spec with { Key = Key(spec, filter) });
                _windows.Add(number);
                return new WindowTerm(number, Functions.Of(function.Function), windows.Specs[number], Functions.Horizon(function), function.Canonical());
            default:
                throw Unloadable();
        }
    }

    // Limits that stand in what is counted make another window of it.
    private string Key(WindowSpec spec, Condition? filter) => filter is null
        ? spec.Key
        : string.Create(CultureInfo.InvariantCulture, $"{spec.Key}|{string.Join(';', _used.Values.Select(l => $"{l.Parameter}={l.Value}"))}");

    private Measure Resolve(string name) => ConditionChecker.TryResolve(name, out _, out var measure) ? measure : throw Unloadable();

    private InvalidOperationException Unloadable() => new($"Pack '{pack.Id}' holds a condition that its loader should have refused.");
}
