using System.ComponentModel;

namespace Rpm.Ingest.Settings;

/// <summary>The sign of life for a watchdog outside: when it stops, somebody must look.</summary>
internal sealed record HeartbeatOptions
{
    [Description("Topic below the prefix that the heartbeat is published on; empty = none.")]
    public string Topic { get; init; } = "engine/heartbeat";

    [Description("URL that is requested at every beat, for a dead man's switch.")]
    public Uri? Url { get; init; }

    [Description("Time between two beats. A beat is sent only after a synthetic reading went through.")]
    public TimeSpan Period { get; init; } = TimeSpan.FromMinutes(1);
}
