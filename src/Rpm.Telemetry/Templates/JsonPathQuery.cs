using System.Text.Json;

namespace Rpm.Telemetry.Templates;

/// <summary>
/// A JSONPath of the simple kind (members, elements, filters by existence or equality), compiled. It finds what Newtonsoft.Json finds;
/// a path that is not of this kind is left to that library.
/// </summary>
internal sealed class JsonPathQuery(IReadOnlyList<JsonPathSegment> segments)
{
    private readonly JsonPathSegment[] _segments = [.. segments];

    public IReadOnlyList<JsonPathSegment> Segments => _segments;

    /// <summary>The first value found; -1 where there is none.</summary>
    public int First(in JsonTree tree, int node) => First(tree, node, 0);

    /// <summary>All values found.</summary>
    public void All(in JsonTree tree, int node, ref NodeList found) => All(tree, node, 0, ref found);

    private int First(in JsonTree tree, int node, int at)
    {
        for (; at < _segments.Length && node >= 0; at++)
        {
            var segment = _segments[at];
            switch (segment.Kind)
            {
                case JsonPathSegmentKind.Member:
                    node = tree.Member(node, segment.Name);
                    break;
                case JsonPathSegmentKind.Element:
                    node = tree.Element(node, segment.Index);
                    break;
                default:
                    for (var next = Begin(tree, node, segment); next < tree[node].Next; next = Step(tree, next, segment))
                    {
                        if (Fits(tree, next, segment) && First(tree, next, at + 1) is var found and >= 0)
                        {
                            return found;
                        }
                    }

                    return -1;
            }
        }

        return node;
    }

    private void All(in JsonTree tree, int node, int at, ref NodeList list)
    {
        for (; at < _segments.Length && node >= 0; at++)
        {
            var segment = _segments[at];
            switch (segment.Kind)
            {
                case JsonPathSegmentKind.Member:
                    node = tree.Member(node, segment.Name);
                    break;
                case JsonPathSegmentKind.Element:
                    node = tree.Element(node, segment.Index);
                    break;
                default:
                    for (var next = Begin(tree, node, segment); next < tree[node].Next; next = Step(tree, next, segment))
                    {
                        if (Fits(tree, next, segment))
                        {
                            All(tree, next, at + 1, ref list);
                        }
                    }

                    return;
            }
        }

        if (node >= 0)
        {
            list.Add(node);
        }
    }

    // A scan begins with the value itself and goes on through everything below; the others go through an array's elements.
    private static int Begin(in JsonTree tree, int node, JsonPathSegment segment) =>
        segment.Kind == JsonPathSegmentKind.ScanFilter ? node : tree[node].Type == JsonTokenType.StartArray ? node + 1 : tree[node].Next;

    private static int Step(in JsonTree tree, int node, JsonPathSegment segment) =>
        segment.Kind == JsonPathSegmentKind.ScanFilter ? node + 1 : tree[node].Next;

    private static bool Fits(in JsonTree tree, int node, JsonPathSegment segment) => segment.Filter is null || segment.Filter.Fits(tree, node);
}
