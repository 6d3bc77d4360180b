namespace Rpm.Ingest.Pipeline;

/// <summary>Bounds of the way from the door to the journal.</summary>
internal sealed record CommitOptions
{
    /// <summary>Decoded frames that may wait for the committer; a source waits when there are more.</summary>
    public int QueueFrames { get; init; } = 8192;

    /// <summary>Most readings in one commit.</summary>
    public int GroupReadings { get; init; } = 4096;

    /// <summary>Most bytes in one commit.</summary>
    public int GroupBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Devices that nobody registered become their own patients.</summary>
    public bool AutoEnrol { get; init; }

    /// <summary>How fast one device may bring in readings.</summary>
    public RateLimit DeviceRate { get; init; } = RateLimit.Off;

    /// <summary>How fast one MQTT publisher may; posts are limited before they are taken.</summary>
    public RateLimit PublisherRate { get; init; } = RateLimit.Off;

    /// <summary>How long to wait after a failed commit before trying the journal again.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);
}
