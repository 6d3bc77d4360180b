using YamlDotNet.RepresentationModel;

namespace Rpm.Rules.Packs;

/// <summary>The faults found so far in one file.</summary>
internal sealed class FaultList(string file)
{
    private readonly List<PackFault> _faults = [];
    private readonly List<PackFault> _warnings = [];

    public bool Any => _faults.Count > 0;

    public int Count => _faults.Count;

    /// <param name="offset">Characters behind the node's start, counted where the text stands on one line.</param>
    public void Add(YamlNode node, string message, int offset = 0) =>
        _faults.Add(new PackFault(file, (int)node.Start.Line, (int)node.Start.Column + offset, message));

    /// <summary>Notes what keeps nothing from loading, but should be looked at.</summary>
    public void Warn(YamlNode node, string message) =>
        _warnings.Add(new PackFault(file, (int)node.Start.Line, (int)node.Start.Column, message));

    public IReadOnlyList<PackFault> Ordered() => Ordered(_faults);

    public IReadOnlyList<PackFault> Warnings() => Ordered(_warnings);

    private static IReadOnlyList<PackFault> Ordered(List<PackFault> faults) => [.. faults.OrderBy(f => f.Line).ThenBy(f => f.Column).ThenBy(f => f.Message, StringComparer.Ordinal)];
}
