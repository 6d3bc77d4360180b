namespace Rpm.Rules.Packs;

/// <summary>The packs that come with Rpm: starting points that a clinician adapts.</summary>
public static class ShippedPacks
{
    private const string Prefix = "Rpm.Rules.Packs.";

    /// <summary>File name and YAML of each, in the order of the names.</summary>
    public static IReadOnlyList<(string File, string Yaml)> Sources()
    {
        var assembly = typeof(ShippedPacks).Assembly;
        var sources = new List<(string, string)>();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".yaml", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            sources.Add((name[Prefix.Length..], reader.ReadToEnd()));
        }

        return sources;
    }

    /// <summary>The packs themselves.</summary>
    /// <exception cref="InvalidOperationException">A shipped pack is faulty, which a test excludes.</exception>
    public static IReadOnlyList<RulePack> Load() =>
        [.. Sources().Select(s => PackLoader.Load(s.Yaml, s.File)).Select(l => l.Pack ?? throw new InvalidOperationException(l.Faults[0].ToString()))];
}
