using Parlot;
using Parlot.Fluent;
using static Parlot.Fluent.Parsers;

namespace Rpm.Rules.Language;

/// <summary>
/// The grammar of conditions:
/// <code>
/// or      = and { "or" and }
/// and     = not { "and" not }
/// not     = "not" not | primary
/// primary = "(" or ")" | "quality" "(" flag ")" | "silent" "(" kind ")" ">" span | name ("&lt;" | "&lt;=" | "&gt;" | "&gt;=") operand
/// operand = ( parameter | literal ) [ ("+" | "-") literal ]
/// literal = number unit [ "|" number unit ]
/// </code>
/// </summary>
internal static class ConditionParser
{
    private const string NotACondition = "This is not a condition: expected for example 'spo2 < 88 %'.";

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
        var word = Terms.Pattern(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_', 1);
        var name = word.When((_, w) => char.IsAsciiLetter(w.Span[0]) && w.ToString() is not ("and" or "or" or "not"));
        var number = Terms.Pattern(c => char.IsAsciiDigit(c) || c == '.', 1);
        var unit = Terms.Pattern(c => !char.IsWhiteSpace(c) && c is not (')' or '(' or '|' or '+' or '-' or '<' or '>' or '='), 1);
        var quantity = number.And(unit.ElseError("A number needs its unit, for example '88 %'."))
            .Then(pair => new Word($"{pair.Item1} {pair.Item2}", pair.Item1.Offset));
        var pipe = Terms.Char('|');
        var literal = quantity.And(ZeroOrMany(pipe.SkipAnd(quantity.ElseError("Expected a number with its unit after '|'."))))
            .Then(pair => new Word(string.Join(" | ", pair.Item2.Select(w => w.Text).Prepend(pair.Item1.Text)), pair.Item1.Offset));
        var shift = Terms.Char('+').Or(Terms.Char('-')).And(literal.ElseError("Expected a number with its unit."))
            .Then(pair => pair.Item1 == '-' ? Cut(pair.Item2).Negated() : Cut(pair.Item2));
        var operandStart = literal.Then(w => new Operand(w.Offset, null, Cut(w), null))
            .Or(name.Then(w => new Operand(w.Offset, w.ToString(), null, null)));
        var operand = operandStart.And(ZeroOrMany(shift))
            .Then(pair => pair.Item2.Count == 0 ? pair.Item1 : pair.Item1 with { Offset = pair.Item2[0] });
        var comparison = OneOf(
            Terms.Text("<=").Then(Comparison.AtMost), Terms.Text(">=").Then(Comparison.AtLeast),
            Terms.Text("<").Then(Comparison.Below), Terms.Text(">").Then(Comparison.Above));

        var or = Deferred<Expression>();
        var not = Deferred<Expression>();
        var open = Terms.Char('(');
        var close = Terms.Char(')').ElseError("Expected ')'.");
        var bracket = open.SkipAnd(or).AndSkip(close);
        var quality = Keyword("quality").SkipAnd(open).SkipAnd(name.ElseError("Expected a quality flag.")).AndSkip(close)
            .Then<Expression>(w => new QualityExpression(w.Offset, w.ToString()!));
        var silent = Keyword("silent").SkipAnd(open).SkipAnd(name.ElseError("Expected a kind.")).AndSkip(close)
            .AndSkip(Terms.Char('>').ElseError("Expected '>' and a span, for example 'silent(cgm) > 20 min'."))
            .And(quantity.ElseError("Expected a span, for example '20 min'."))
            .Then<Expression>(pair => new SilentExpression(pair.Item1.Offset, pair.Item1.ToString()!, pair.Item2.Text));
        var compare = name.And(comparison.ElseError("Expected '<', '<=', '>' or '>='."))
            .And(operand.ElseError("Expected a parameter's name or a number with its unit."))
            .Then<Expression>(triple => new CompareExpression(triple.Item1.Offset, triple.Item1.ToString()!, triple.Item2, triple.Item3));
        var primary = OneOf(bracket, quality, silent, compare).ElseError(NotACondition);
        not.Parser = OneOf(Keyword("not").SkipAnd(not).Then<Expression>(inner => new NotExpression(inner.Start, inner)), primary);
        var and = not.And(ZeroOrMany(Keyword("and").SkipAnd(not)))
            .Then(pair => pair.Item2.Aggregate(pair.Item1, (left, right) => new AndExpression(left.Start, left, right)));
        or.Parser = and.And(ZeroOrMany(Keyword("or").SkipAnd(and)))
            .Then(pair => pair.Item2.Aggregate(pair.Item1, (left, right) => new OrExpression(left.Start, left, right)));
        return or.AndSkip(SkipWhiteSpace(Always()).Eof().ElseError("Expected 'and', 'or' or the end of the condition."));
    }

    private static Parser<TextSpan> Keyword(string keyword) =>
        Terms.Pattern(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_', 1).When((_, w) => w.Span.SequenceEqual(keyword));

    private static CutPoint Cut(Word word) =>
        CutPoint.TryParse(word.Text, out var cut, out var error)
            ? cut
            : throw new ParseException(error, new TextPosition(word.Offset, 1, word.Offset + 1));

    private readonly record struct Word(string Text, int Offset);
}
