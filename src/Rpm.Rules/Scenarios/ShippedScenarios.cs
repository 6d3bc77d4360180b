namespace Rpm.Rules.Scenarios;

/// <summary>The scenarios of the shipped packs.</summary>
public static class ShippedScenarios
{
    private const string Prefix = "Rpm.Rules.Scenarios.";

    /// <summary>File name and YAML of each, in the order of the names.</summary>
    public static IReadOnlyList<(string File, string Yaml)> Sources()
    {
        var assembly = typeof(ShippedScenarios).Assembly;
        var sources = new List<(string, string)>();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            sources.Add((name[Prefix.Length..] + ".yaml", reader.ReadToEnd()));
        }

        return sources;
    }
}
