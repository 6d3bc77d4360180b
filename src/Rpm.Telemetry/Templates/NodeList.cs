using System.Buffers;

namespace Rpm.Telemetry.Templates;

/// <summary>Nodes that an expression found, in the order of the document.</summary>
internal ref struct NodeList(Span<int> first)
{
    private Span<int> _nodes = first;
    private int[]? _rented;

    public int Count { get; private set; }

    public readonly int this[int index] => _nodes[index];

    public void Add(int node)
    {
        if (Count == _nodes.Length)
        {
            var grown = ArrayPool<int>.Shared.Rent(Math.Max(16, Count * 2));
            _nodes.CopyTo(grown);
            Dispose();
            _nodes = _rented = grown;
        }

        _nodes[Count++] = node;
    }

    public readonly void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<int>.Shared.Return(_rented);
        }
    }
}
