namespace Rpm.Ingest.Settings;

/// <summary>What <c>--demo</c> implies. Put it below the other sources, so that whatever is set still counts.</summary>
internal static class DemoDefaults
{
    /// <summary>The values for an in-memory configuration source.</summary>
    public static IReadOnlyDictionary<string, string?> Values { get; } = new Dictionary<string, string?>
    {
        ["Rpm:AllowTest"] = "true",
        ["Rpm:Registry:AutoEnrol"] = "true",
        ["Rpm:Mqtt:Mode"] = "Embedded",
    };
}
