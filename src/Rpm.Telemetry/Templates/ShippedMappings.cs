namespace Rpm.Telemetry.Templates;

/// <summary>The mappings that come with Rpm, by vendor.</summary>
public static class ShippedMappings
{
    private const string Prefix = "Rpm.Telemetry.Mappings.";

    /// <summary>The names, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. typeof(ShippedMappings).Assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..^".json".Length]).Order(StringComparer.Ordinal)];

    /// <summary>A shipped mapping's file, or null where none has the name.</summary>
    public static string? Source(string name)
    {
        using var stream = typeof(ShippedMappings).Assembly.GetManifestResourceStream($"{Prefix}{name}.json");
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
