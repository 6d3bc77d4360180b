using Rpm.Rules.Language;
using Rpm.Telemetry;
using YamlDotNet.RepresentationModel;

namespace Rpm.Rules.Packs;

/// <summary>Checks names, units and kinds of one condition, and narrows the kinds down to those that carry its measures.</summary>
internal sealed class ConditionChecker(IReadOnlyList<RuleParameter> parameters, HashSet<Kind> kinds, YamlScalarNode node, FaultList faults)
{
    public void Check(Expression expression)
    {
        switch (expression)
        {
            case AndExpression and:
                Check(and.Left);
                Check(and.Right);
                break;
            case OrExpression or:
                Check(or.Left);
                Check(or.Right);
                break;
            case NotExpression not:
                Check(not.Inner);
                break;
            case QualityExpression quality:
                if (!QualityNames.TryParse(quality.Flag, out _))
                {
                    Fault(quality.Start, $"'{quality.Flag}' is not a quality that a rule may ask for. Known: {QualityNames.All}.");
                }

                break;
            case SilentExpression silent:
                Fault(silent.Start, "'silent' stands alone as the whole condition.");
                break;
            case CompareExpression compare:
                Check(compare);
                break;
        }
    }

    /// <summary>Splits <c>cgm.glucose</c>; false where either part is not known.</summary>
    public static bool TryResolve(string name, out Kind? kind, out Measure measure)
    {
        kind = null;
        var dot = name.LastIndexOf('.');
        if (dot < 0)
        {
            return Measures.TryParse(name, out measure);
        }

        measure = default;
        if (!Kinds.TryParse(name.AsSpan(0, dot), out var parsed) || !Measures.TryParse(name.AsSpan(dot + 1), out measure))
        {
            return false;
        }

        kind = parsed;
        return Kinds.Of(parsed).Find(measure) is not null;
    }

    private void Check(CompareExpression compare)
    {
        if (!TryResolve(compare.Name, out var kind, out var measure))
        {
            Fault(compare.Start, $"'{compare.Name}' is not a measure.");
            return;
        }

        kinds.RemoveWhere(k => (kind is not null && k != kind) || Kinds.Of(k).Find(measure) is null);
        var operand = compare.Operand;
        var limit = operand.Literal;
        if (operand.Parameter is { } name)
        {
            limit = parameters.FirstOrDefault(p => p.Name == name)?.DefaultCut;
            if (limit is null)
            {
                Fault(operand.Start, $"'{name}' is neither a parameter of this pack nor a number with a unit.");
                return;
            }
        }
        else if (limit!.Quantities.Length == 1 && CutPoint.NeedsEachUnit(limit.Dimension))
        {
            Fault(operand.Start, $"Glucose is judged in the unit sent: give both, for example '{limit.Completed()}'.");
        }

        var expected = Measures.CanonicalUnit(measure);
        if (limit.Dimension != expected)
        {
            Fault(operand.Start, $"'{compare.Name}' is measured in {Units.Ucum(expected)} and cannot be compared with {limit}.");
        }
        else if (operand.Offset is { } offset && limit.Plus(offset) is null)
        {
            Fault(operand.Start, $"{offset} cannot be added to {limit}: give it in the same units.");
        }
    }

    private void Fault(int offset, string message) => faults.Add(node, message, YamlSection.Shift(node, offset));
}
