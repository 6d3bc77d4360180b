using System.Text.Json;

namespace Rpm.Telemetry.Templates;

/// <summary>One condition of a filter: a path that exists, or whose value is a literal.</summary>
/// <param name="Path">From the value that is judged.</param>
/// <param name="Literal">What it must be; <see cref="JsonTokenType.None"/> where it need only exist.</param>
/// <param name="Text">A string's text, or a number's digits.</param>
internal sealed record JsonPathTerm(JsonPathQuery Path, JsonTokenType Literal, byte[] Text)
{
    public bool Fits(in JsonTree tree, int node)
    {
        var found = Path.First(tree, node);
        return found >= 0 && Literal switch
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
