using System.Buffers;
using System.Text.Json;
using Rpm.Telemetry.Json;

namespace Rpm.Telemetry.Templates;

/// <summary>
/// A payload as a flat row of nodes, each before those below it: made once, so that many expressions can be asked of it. In rented
/// memory; texts stay where they are.
/// </summary>
internal ref struct JsonTree
{
    /// <summary>Deeper payloads are refused.</summary>
    public const int MaxDepth = 64;

    private const int FirstNodes = 64;
    private JsonNode[] _nodes;
    private int _count;

    private JsonTree(ReadOnlySpan<byte> source)
    {
        Source = source;
        _nodes = ArrayPool<JsonNode>.Shared.Rent(FirstNodes);
    }

    public ReadOnlySpan<byte> Source { get; }

    public readonly ref readonly JsonNode this[int node] => ref _nodes[node];

    /// <summary>Reads a payload. Node 0 is its root.</summary>
    /// <exception cref="JsonException">Not JSON, or deeper than <see cref="MaxDepth"/>.</exception>
    public static JsonTree Parse(ReadOnlySpan<byte> source)
    {
        var tree = new JsonTree(source);
        try
        {
            tree.Read();
            return tree;
        }
        catch (JsonException)
        {
            tree.Dispose();
            throw;
        }
    }

    public readonly void Dispose() => ArrayPool<JsonNode>.Shared.Return(_nodes);

    /// <summary>The value as it stands in the payload; of a string without quotes and with its escapes.</summary>
    public readonly ReadOnlySpan<byte> Raw(int node) => Source.Slice(_nodes[node].Start, _nodes[node].Length);

    /// <summary>The value as JSON.</summary>
    public readonly ReadOnlySpan<byte> Json(int node) =>
        _nodes[node].Type == JsonTokenType.String ? Source.Slice(_nodes[node].Start - 1, _nodes[node].Length + 2) : Raw(node);

    /// <summary>The member of an object, the last one of that name; -1 where there is none.</summary>
    public readonly int Member(int node, ReadOnlySpan<byte> name)
    {
        var found = -1;
        if (_nodes[node].Type != JsonTokenType.StartObject)
        {
            return found;
        }

        for (var child = node + 1; child < _nodes[node].Next; child = _nodes[child].Next)
        {
            if (HasName(_nodes[child], name))
            {
                found = child;
            }
        }

        return found;
    }

    /// <summary>The element of an array; -1 where there is none.</summary>
    public readonly int Element(int node, int index)
    {
        if (_nodes[node].Type != JsonTokenType.StartArray)
        {
            return -1;
        }

        var child = node + 1;
        for (; index > 0 && child < _nodes[node].Next; index--)
        {
            child = _nodes[child].Next;
        }

        return child < _nodes[node].Next ? child : -1;
    }

    /// <summary>Whether the node is the string <paramref name="text"/>.</summary>
    public readonly bool IsText(int node, ReadOnlySpan<byte> text) =>
        _nodes[node].Type == JsonTokenType.String && IsSame(Raw(node), _nodes[node].Escaped, text);

    private readonly bool HasName(in JsonNode node, ReadOnlySpan<byte> name) =>
        node.NameLength >= 0 && IsSame(Source.Slice(node.NameStart, node.NameLength), node.NameEscaped, name);

    private static bool IsSame(ReadOnlySpan<byte> raw, bool escaped, ReadOnlySpan<byte> text)
    {
        const int Longest = 512;
        if (!escaped)
        {
            return raw.SequenceEqual(text);
        }

        if (raw.Length < text.Length || raw.Length > Longest)
        {
            return false;
        }

        Span<byte> plain = stackalloc byte[Longest];
        var length = JsonText.Unescape(raw, plain);
        return length >= 0 && plain[..length].SequenceEqual(text);
    }

    private void Read()
    {
        var reader = new Utf8JsonReader(Source, new JsonReaderOptions { MaxDepth = MaxDepth });
        Span<int> open = stackalloc int[MaxDepth];
        var (depth, nameStart, nameLength, nameEscaped) = (0, 0, -1, false);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    (nameStart, nameLength, nameEscaped) = ((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length, reader.ValueIsEscaped);
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    ref var closed = ref _nodes[open[--depth]];
                    closed.Length = (int)reader.BytesConsumed - closed.Start;
                    closed.Next = _count;
                    continue;
            }

            if (_count == _nodes.Length)
            {
                Grow();
            }

            var isText = reader.TokenType == JsonTokenType.String;
            _nodes[_count] = new JsonNode
            {
                Type = reader.TokenType,
                Escaped = reader.ValueIsEscaped,
                Start = (int)reader.TokenStartIndex + (isText ? 1 : 0),
                Length = reader.ValueSpan.Length,
                Next = _count + 1,
                NameStart = nameStart,
                NameLength = nameLength,
                NameEscaped = nameEscaped,
            };
            nameLength = -1;
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                open[depth++] = _count;
            }

            _count++;
        }
    }

    private void Grow()
    {
        var grown = ArrayPool<JsonNode>.Shared.Rent(_count * 2);
        _nodes.AsSpan(0, _count).CopyTo(grown);
        ArrayPool<JsonNode>.Shared.Return(_nodes);
        _nodes = grown;
    }
}
