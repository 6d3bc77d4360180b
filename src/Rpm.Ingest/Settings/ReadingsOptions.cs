using System.ComponentModel;
using Rpm.Telemetry;

namespace Rpm.Ingest.Settings;

/// <summary>Which measurement times are taken.</summary>
internal sealed record ReadingsOptions
{
    [Description("A reading older than this is quarantined as `time-too-old`.")]
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(400);

    [Description("A reading further ahead of the engine's clock than this is quarantined as `time-in-future`.")]
    public TimeSpan MaxFuture { get; init; } = TimeSpan.FromMinutes(5);

    [Description("Most readings in one frame; a longer array is quarantined as `too-large`.")]
    public int MaxArrayLength { get; init; } = 10_000;

    [Description("Deepest nesting of a payload.")]
    public int MaxDepth { get; init; } = 16;

    [Description("Plausible ranges that differ from the catalogue's, by member name, in the canonical unit: `Plausible:spo2:Low`.")]
    public Dictionary<string, RangeOptions> Plausible { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The same as the decoders take it.</summary>
    public ReadingOptions ToDecoder()
    {
        var options = new ReadingOptions { MaxAge = MaxAge, MaxFuture = MaxFuture, MaxArrayLength = MaxArrayLength, MaxDepth = MaxDepth };
        foreach (var (name, range) in Plausible)
        {
            options.Plausible[name] = range;
        }

        return options;
    }
}
