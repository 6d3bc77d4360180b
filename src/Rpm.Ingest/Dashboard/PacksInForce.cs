using System.Collections.Concurrent;
using Rpm.Ingest.Registry;
using Rpm.Rules.Packs;

namespace Rpm.Ingest.Dashboard;

/// <summary>The packs in force, read once for each content.</summary>
internal static class PacksInForce
{
    private static readonly ConcurrentDictionary<string, RulePack?> Known = new(StringComparer.Ordinal);

    /// <summary>By id.</summary>
    public static IReadOnlyList<RulePack> Of(RegistrySnapshot snapshot)
    {
        // Old contents are few; a pack that is edited all day must not pile up all the same.
        if (Known.Count > 200)
        {
            Known.Clear();
        }

        return [.. snapshot.Packs.Values.OrderBy(p => p.Id, StringComparer.Ordinal).Select(p => Known.GetOrAdd(p.Hash, _ => PackLoader.Load(p.Yaml, p.Id).Pack)).OfType<RulePack>()];
    }
}
