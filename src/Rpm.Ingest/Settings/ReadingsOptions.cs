using System.ComponentModel;

namespace Rpm.Ingest.Settings;

/// <summary>Which measurement times are taken.</summary>
internal sealed record ReadingsOptions
{
    [Description("A reading older than this is quarantined as `time-too-old`.")]
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(400);

    [Description("A reading further ahead of the engine's clock than this is quarantined as `time-in-future`.")]
    public TimeSpan MaxFuture { get; init; } = TimeSpan.FromMinutes(5);
}
