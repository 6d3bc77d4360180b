using System.Text.Json;

namespace Rpm.Telemetry.Templates;

/// <summary>One condition of a filter: a path that exists, or whose value is a literal.</summary>
/// <param name="Path">From the value that is judged.</param>
/// <param name="Literal">What it must be; <see cref="JsonTokenType.None"/> where it need only exist.</param>
/// <param name="Text">A string's text, or a number's digits.</param>
internal sealed record JsonPathTerm(JsonPathQuery Path, JsonTokenType Literal, byte[] Text)
{
    private readonly bool _findsOne = Path.Segments.All(s => s.Kind is JsonPathSegmentKind.Member or JsonPathSegmentKind.Element);

    public bool Fits(in JsonTree tree, int node)
    {
        if (_findsOne || Literal == JsonTokenType.None)
        {
            return Path.First(tree, node) is var only and >= 0 && Is(tree, only);
        }

        // Any of the values found may be the literal.
        var found = new NodeList(stackalloc int[16]);
        Path.All(tree, node, ref found);
        var fits = false;
        for (var i = 0; i < found.Count && !fits; i++)
        {
            fits = Is(tree, found[i]);
        }

        found.Dispose();
        return fits;
    }

    private bool Is(in JsonTree tree, int found)
    {
        return Literal switch
        {
            JsonTokenType.None => true,
            JsonTokenType.String => tree.IsText(found, Text),
            JsonTokenType.Number => tree[found].Type == JsonTokenType.Number && IsSameNumber(tree.Raw(found), Text),
            _ => tree[found].Type == Literal,
        };
    }

    private static bool IsSameNumber(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        one.SequenceEqual(other)
        || (ExactNumber.TryParse(one, out var mantissa, out var decimals) && ExactNumber.TryParse(other, out var otherMantissa, out var otherDecimals)
            && new Quantity(mantissa, decimals, Unit.None).ToDecimal() == new Quantity(otherMantissa, otherDecimals, Unit.None).ToDecimal());
}
