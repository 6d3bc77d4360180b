using Parlot;
using Parlot.Fluent;
using Rpm.Telemetry;
using static Parlot.Fluent.Parsers;

namespace Rpm.Rules.Language;

/// <summary>
/// The grammar of conditions:
/// <code>
/// or       = and { "or" and }
/// and      = not { "and" not }
/// not      = "not" not | primary
/// primary  = "(" or ")" | alone | "quality" "(" flag ")" | "time" "between" hh:mm "and" hh:mm | term comparison operand
/// alone    = "silent" "(" kind ")" ">" span | "stale" "(" kind ")" | "unmeasured" "(" kind ")" "by" hh:mm | "refused" "(" reason ")"
/// term     = function | name [ "()" ]
/// function = ( "mean" | "min" | "max" | "change" | "rise" | "fall" | "rate" | "forecast" ) "(" name "," span ")"
///          | "count" "(" or "," span ")" | "dips" "(" name "," literal "," span ")"
/// operand  = ( parameter | literal ) [ ("+" | "-") literal ]
/// literal  = [ "-" ] number unit [ "|" number unit ] | number
/// </code>
/// </summary>
internal static class ConditionParser
{
    private const string NotACondition = "This is not a condition: expected for example 'spo2 < 88 %'.";
    private const string SpanExpected = "Expected a span, for example '15 min'.";

    private static readonly string[] Reserved = ["and", "or", "not", "by", "between"];

    // Immutable once built, and safe to use from several threads.
    private static readonly Parser<Expression> Grammar = Build();

    /// <summary>Parses a whole condition; on failure says what was expected and at which offset.</summary>
    public static bool TryParse(string text, out Expression expression, out string error, out int offset)
    {
        if (Grammar.TryParse(text, out expression!, out var fault) && expression is not null)
        {
            (error, offset) = ("", 0);
            return true;
        }

        error = fault?.Message ?? NotACondition;
        offset = fault?.Position.Offset ?? 0;
        return false;
    }

    private static Parser<Expression> Build()
    {
        var name = Terms.Pattern(IsWord, 1).When((_, w) => char.IsAsciiLetter(w.Span[0]) && !Reserved.Contains(w.ToString()));
        var open = Terms.Char('(');
        var close = Terms.Char(')').ElseError("Expected ')'.");
        var comma = Terms.Char(',').ElseError("Expected ','.");
        var number = Terms.Pattern(c => char.IsAsciiDigit(c) || c == '.', 1);
        var unit = Terms.Pattern(c => !char.IsWhiteSpace(c) && c is not (')' or '(' or '|' or '+' or '-' or '<' or '>' or '=' or ','), 1)
            .When((_, u) => !Reserved.Contains(u.ToString()));
        var sign = ZeroOrMany(Terms.Char('-')).When((_, signs) => signs.Count <= 1);
        var quantity = sign.And(number).And(unit)
            .Then(parts => new Word($"{(parts.Item1.Count == 1 ? "-" : "")}{parts.Item2} {parts.Item3}", parts.Item2.Offset));
        var bare = number.Then(n => new Word($"{n} 1", n.Offset));
        var pipe = Terms.Char('|');
        var several = quantity.And(ZeroOrMany(pipe.SkipAnd(quantity.ElseError("Expected a number with its unit after '|'."))))
            .Then(pair => new Word(string.Join(" | ", pair.Item2.Select(w => w.Text).Prepend(pair.Item1.Text)), pair.Item1.Offset));
        var literal = several.Or(bare);
        var shift = Terms.Char('+').Or(Terms.Char('-')).And(literal.ElseError("Expected a number with its unit."))
            .Then(pair => pair.Item1 == '-' ? Cut(pair.Item2).Negated() : Cut(pair.Item2));
        var operandStart = literal.Then(w => new Operand(w.Offset, null, Cut(w), null))
            .Or(name.Then(w => new Operand(w.Offset, w.ToString(), null, null)));
        var operand = operandStart.And(ZeroOrMany(shift))
            .Then(pair => pair.Item2.Count == 0 ? pair.Item1 : pair.Item1 with { Offset = pair.Item2[0] });
        var comparison = OneOf(
            Terms.Text("<=").Then(Comparison.AtMost), Terms.Text(">=").Then(Comparison.AtLeast),
            Terms.Text("<").Then(Comparison.Below), Terms.Text(">").Then(Comparison.Above));
        var span = number.And(unit.ElseError(SpanExpected)).Then(pair => $"{pair.Item1} {pair.Item2}").ElseError(SpanExpected);
        var clock = Terms.Pattern(c => char.IsAsciiDigit(c) || c == ':', 1).Then(w => w.ToString()!).ElseError("Expected a time of day, for example '22:00'.");
        var kind = open.ElseError("Expected '('.").SkipAnd(name.ElseError("Expected a kind.")).AndSkip(close);

        var or = Deferred<Expression>();
        var not = Deferred<Expression>();
        var bracket = open.SkipAnd(or).AndSkip(close);
        var quality = Keyword("quality").SkipAnd(open).SkipAnd(name.ElseError("Expected a quality flag.")).AndSkip(close)
            .Then<Expression>(w => new QualityExpression(w.Offset, w.ToString()!));
        var silent = Keyword("silent").SkipAnd(kind)
            .AndSkip(Terms.Char('>').ElseError("Expected '>' and a span, for example 'silent(cgm) > 20 min'."))
            .And(span)
            .Then<Expression>(pair => new SilentExpression(pair.Item1.Offset, pair.Item1.ToString()!, pair.Item2));
        var stale = Keyword("stale").SkipAnd(kind).Then<Expression>(w => new StaleExpression(w.Offset, w.ToString()!));
        var unmeasured = Keyword("unmeasured").SkipAnd(kind).AndSkip(Keyword("by").ElseError("Expected 'by' and a time of day.")).And(clock)
            .Then<Expression>(pair => new UnmeasuredExpression(pair.Item1.Offset, pair.Item1.ToString()!, pair.Item2));
        var refused = Keyword("refused").SkipAnd(open).SkipAnd(name.ElseError("Expected a reject code.")).AndSkip(close)
            .Then<Expression>(w => new RefusedExpression(w.Offset, w.ToString()!));
        var time = Keyword("time").And(Keyword("between").ElseError("Expected 'between'.")).And(clock)
            .AndSkip(Keyword("and").ElseError("Expected 'and' and a time of day.")).And(clock)
            .Then<Expression>(parts => new TimeExpression(parts.Item1.Offset, parts.Item3, parts.Item4));

        var function = OneOf([.. Functions.OfMeasure.Select(Keyword)]).AndSkip(open)
            .And(name.ElseError("Expected a measure.")).AndSkip(comma).And(span).AndSkip(close)
            .Then<TermExpression>(p => new FunctionTerm(p.Item1.Offset, p.Item1.ToString()!, p.Item2.ToString(), null, p.Item3, null));
        var count = Keyword("count").AndSkip(open).And(or).AndSkip(comma).And(span).AndSkip(close)
            .Then<TermExpression>(p => new FunctionTerm(p.Item1.Offset, Functions.Count, null, p.Item2, p.Item3, null));
        var dips = Keyword("dips").AndSkip(open).And(name.ElseError("Expected a measure.")).AndSkip(comma)
            .And(literal.ElseError("Expected how deep a dip is, for example '4 %'.")).AndSkip(comma).And(span).AndSkip(close)
            .Then<TermExpression>(p => new FunctionTerm(p.Item1.Offset, Functions.Dips, p.Item2.ToString(), null, p.Item4, Cut(p.Item3)));
        var plain = name.AndSkip(ZeroOrOne(Terms.Text("()"))).Then<TermExpression>(w => new NameTerm(w.Offset, w.ToString()!));
        var term = OneOf(function, count, dips, plain);
        var compare = term.And(comparison.ElseError("Expected '<', '<=', '>' or '>='."))
            .And(operand.ElseError("Expected a parameter's name or a number with its unit."))
            .Then<Expression>(triple => new CompareExpression(triple.Item1.Start, triple.Item1, triple.Item2, triple.Item3));
        var primary = OneOf(bracket, quality, silent, stale, unmeasured, refused, time, compare).ElseError(NotACondition);
        not.Parser = OneOf(Keyword("not").SkipAnd(not).Then<Expression>(inner => new NotExpression(inner.Start, inner)), primary);
        var and = not.And(ZeroOrMany(Keyword("and").SkipAnd(not)))
            .Then(pair => pair.Item2.Aggregate(pair.Item1, (left, right) => new AndExpression(left.Start, left, right)));
        or.Parser = and.And(ZeroOrMany(Keyword("or").SkipAnd(and)))
            .Then(pair => pair.Item2.Aggregate(pair.Item1, (left, right) => new OrExpression(left.Start, left, right)));
        return or.AndSkip(SkipWhiteSpace(Always()).Eof().ElseError("Expected 'and', 'or' or the end of the condition."));
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_';

    private static Parser<TextSpan> Keyword(string keyword) => Terms.Pattern(IsWord, 1).When((_, w) => w.Span.SequenceEqual(keyword));

    private static CutPoint Cut(Word word) =>
        CutPoint.TryParse(word.Text, out var cut, out var error)
            ? cut
            : throw new ParseException(error, new TextPosition(word.Offset, 1, word.Offset + 1));

    private readonly record struct Word(string Text, int Offset);
}
