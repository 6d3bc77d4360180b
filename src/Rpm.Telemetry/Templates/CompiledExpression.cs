using System.Text.Json;
using Rpm.Telemetry.Json;

namespace Rpm.Telemetry.Templates;

/// <summary>A simple path. Allocates nothing, unless a text has an escape.</summary>
/// <param name="query">The path.</param>
/// <param name="fromMatch">From the matched value; otherwise from the message's root.</param>
internal sealed class CompiledExpression(JsonPathQuery query, bool fromMatch) : MappingExpression
{
    public override MappingValue Evaluate(in MappingScope scope)
    {
        ref readonly var tree = ref fromMatch ? ref scope.Matched : ref scope.Message;
        var node = query.First(tree, fromMatch ? scope.Node : 0);
        return node < 0 ? default : Value(tree, node);
    }

    /// <summary>The value at a node.</summary>
    public static MappingValue Value(in JsonTree tree, int node) => tree[node].Type switch
    {
        JsonTokenType.String => new MappingValue(MappingValueType.Text, tree[node].Escaped ? Unescape(tree.Raw(node)) : tree.Raw(node)),
        JsonTokenType.Number => new MappingValue(MappingValueType.Number, tree.Raw(node)),
        JsonTokenType.True => new MappingValue(MappingValueType.True, default),
        JsonTokenType.False => new MappingValue(MappingValueType.False, default),
        JsonTokenType.Null => default,
        _ => new MappingValue(MappingValueType.Container, default),
    };

    private static byte[] Unescape(ReadOnlySpan<byte> raw)
    {
        var text = new byte[raw.Length];
        return text[..Math.Max(0, JsonText.Unescape(raw, text))];
    }
}
