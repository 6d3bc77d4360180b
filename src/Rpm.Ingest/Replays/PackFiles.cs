using Rpm.Ingest.Monitoring;
using Rpm.Rules.Packs;

namespace Rpm.Ingest.Replays;

/// <summary>Loads packs from texts, all of them or none.</summary>
internal static class PackFiles
{
    /// <summary>The packs; where there is a fault the faults, and no pack may be used.</summary>
    public static (IReadOnlyList<RulePack> Packs, IReadOnlyList<PackFault> Faults) Load(IEnumerable<PackText> texts)
    {
        var loads = texts.Select(t => PackLoader.Load(t.Yaml, t.File)).ToList();
        var packs = loads.Select(l => l.Pack).OfType<RulePack>().ToList();
        var twice = packs.GroupBy(p => p.Id).Where(g => g.Count() > 1).Select(g => new PackFault(g.Key, 1, 1, $"There are several packs with the id '{g.Key}'."));
        return (packs, [.. loads.SelectMany(l => l.Faults).Concat(twice)]);
    }

    /// <summary>The texts of the packs in a file or folder; faults where they cannot be read or have faults.</summary>
    public static (IReadOnlyList<PackText> Texts, IReadOnlyList<RulePack> Packs, IReadOnlyList<PackFault> Faults) Read(string? path)
    {
        var (packs, faults) = PackCatalogue.Load(path);
        return ([.. packs.Select(p => new PackText(p.Pack.Id, p.Yaml))], [.. packs.Select(p => p.Pack)], faults);
    }
}
