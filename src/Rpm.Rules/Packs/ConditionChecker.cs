using Rpm.Rules.Language;
using Rpm.Rules.Windows;
using Rpm.Telemetry;
using YamlDotNet.RepresentationModel;

namespace Rpm.Rules.Packs;

/// <summary>Checks names, units, spans and kinds of one condition, and narrows the kinds down to those that carry its measures.</summary>
/// <param name="critical">Whether the rule is critical: no time of day may silence such a rule.</param>
internal sealed class ConditionChecker(IReadOnlyList<RuleParameter> parameters, HashSet<Kind> kinds, YamlScalarNode node, FaultList faults, bool critical)
{
    private bool _inner;

    /// <summary>The kinds whose readings a NEWS2 score is made of.</summary>
    public static IReadOnlyList<Kind> ScoredKinds { get; } =
        [Kind.BloodPressure, Kind.PulseOximetry, Kind.HeartRate, Kind.Temperature, Kind.RespiratoryRate];

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
            case TimeExpression time:
                Check(time);
                break;
            case CompareExpression compare:
                Check(compare);
                break;
            case SilentExpression or StaleExpression or UnmeasuredExpression or RefusedExpression:
                Fault(expression.Start, $"'{expression.Canonical().Split('(')[0]}' stands alone as the whole condition.");
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

    private void Check(TimeExpression time)
    {
        if (Functions.MinuteOfDay(time.From) is not { } from || Functions.MinuteOfDay(time.To) is not { } to || from == to)
        {
            Fault(time.Start, $"'{time.Canonical()}' needs two different times of day, for example '22:00'.");
        }

        if (critical)
        {
            Fault(time.Start, "A critical rule knows no time of day: no hour may silence it.");
        }
    }

    private void Check(CompareExpression compare)
    {
        if (Dimension(compare.Term) is not { } expected || Limit(compare.Operand) is not { } limit)
        {
            return;
        }

        var operand = compare.Operand;
        var literal = operand.Parameter is null;
        if (expected == Unit.Score)
        {
            limit = limit.As(Unit.Score);
        }
        else if (literal && limit.Dimension == Unit.One && expected != Unit.One)
        {
            Fault(operand.Start, "A number needs its unit, for example '88 %'.");
            return;
        }

        if (literal && limit.Quantities.Length == 1 && CutPoint.NeedsEachUnit(limit.Dimension))
        {
            Fault(operand.Start, $"Glucose is judged in the unit sent: give both, for example '{limit.Completed()}'.");
        }

        if (limit.Dimension != expected)
        {
            Fault(operand.Start, $"'{compare.Term.Canonical()}' is measured in {Units.Ucum(expected)} and cannot be compared with {limit}.");
        }
        else if (operand.Offset is { } offset && limit.Plus(offset.As(limit.Quantities[0].Unit)) is null)
        {
            Fault(operand.Start, $"{offset} cannot be added to {limit}: give it in the same units.");
        }
    }

    /// <summary>The unit that stands for the dimension of a term; null, with the fault noted, where it is none.</summary>
    private Unit? Dimension(TermExpression term) => term switch
    {
        NameTerm { Name: Functions.Age } => Unit.Minute,
        NameTerm { Name: Functions.Score or Functions.SingleScore } score => Score(score),
        NameTerm name => MeasureOf(name.Start, name.Name) is { } measure ? Measures.CanonicalUnit(measure) : null,
        FunctionTerm function => Function(function),
        _ => null,
    };

    private Unit? Score(NameTerm score)
    {
        if (_inner)
        {
            Fault(score.Start, "What is counted must be a condition on the reading itself.");
            return null;
        }

        kinds.IntersectWith(ScoredKinds);
        return Unit.Score;
    }

    private Unit? Function(FunctionTerm term)
    {
        if (_inner)
        {
            Fault(term.Start, "A function cannot stand within a function.");
            return null;
        }

        var measure = term.Name is { } name ? MeasureOf(term.Start, name) : null;
        if (term.Condition is { } condition)
        {
            _inner = true;
            Check(condition);
            _inner = false;
        }
        else if (measure is null)
        {
            return null;
        }

        if (Functions.WindowOf(term, measure, null) is not { Span: > 0 and <= 91L * 24 * 3600 * 1000 })
        {
            Fault(term.Start, $"'{term.Span}' is not a span, for example '15 min', '24 h' or '1 day' (at most 90 days).");
            return null;
        }

        var function = Functions.Of(term.Function);
        if (function is WindowFunction.Rate or WindowFunction.Forecast && measure is not Measure.Glucose)
        {
            Fault(term.Start, $"'{term.Function}' is for glucose; write a change over time as change, rise or fall.");
            return null;
        }

        if (term.Depth is { } depth && measure is { } dipping && depth.Dimension != Measures.CanonicalUnit(dipping))
        {
            Fault(term.Start, $"'{term.Name}' is measured in {Units.Ucum(Measures.CanonicalUnit(dipping))}; it cannot dip by {depth}.");
            return null;
        }

        return function switch
        {
            WindowFunction.Count => Unit.One,
            WindowFunction.Rate => Unit.MilligramPerDecilitrePerMinute,
            _ => Measures.CanonicalUnit(measure!.Value),
        };
    }

    private Measure? MeasureOf(int start, string name)
    {
        if (!TryResolve(name, out var kind, out var measure))
        {
            Fault(start, $"'{name}' is not a measure.");
            return null;
        }

        kinds.RemoveWhere(k => (kind is not null && k != kind) || Kinds.Of(k).Find(measure) is null);
        return measure;
    }

    private CutPoint? Limit(Operand operand)
    {
        if (operand.Parameter is not { } name)
        {
            return operand.Literal;
        }

        var parameter = parameters.FirstOrDefault(p => p.Name == name);
        if (parameter is null)
        {
            Fault(operand.Start, $"'{name}' is neither a parameter of this pack nor a number with a unit.");
        }

        return parameter?.DefaultCut;
    }

    private void Fault(int offset, string message) => faults.Add(node, message, YamlSection.Shift(node, offset));
}
