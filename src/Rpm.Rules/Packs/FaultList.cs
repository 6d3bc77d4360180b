using YamlDotNet.RepresentationModel;

namespace Rpm.Rules.Packs;

/// <summary>The faults found so far in one file.</summary>
internal sealed class FaultList(string file)
{
    private readonly List<PackFault> _faults = [];

    public bool Any => _faults.Count > 0;

    public int Count => _faults.Count;

    /// <param name="offset">Characters behind the node's start, counted where the text stands on one line.</param>
    public void Add(YamlNode node, string message, int offset = 0) =>
        _faults.Add(new PackFault(file, (int)node.Start.Line, (int)node.Start.Column + offset, message));

    public IReadOnlyList<PackFault> Ordered() => [.. _faults.OrderBy(f => f.Line).ThenBy(f => f.Column).ThenBy(f => f.Message, StringComparer.Ordinal)];
}
