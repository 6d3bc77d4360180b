using System.ComponentModel;
using Rpm.Ingest.Pipeline;

namespace Rpm.Ingest.Settings;

/// <summary>Lengths of the bounded queues between the door and the journal. Full means wait, and the wait reaches the socket.</summary>
internal sealed record IntakeOptions
{
    [Description("Frames that may wait for the journal.")]
    public int QueueLength { get; init; } = 8192;

    [Description("Readings per second of one device in the long run; above it they are quarantined as `rate-limited`. 0 = no limit.")]
    public int DeviceRate { get; init; }

    [Description("Readings that a device may bring in at once, for example after it was out of reach.")]
    public int DeviceBurst { get; init; } = 100_000;

    [Description("Readings per second of one publisher (MQTT client, poster) in the long run; above it they are quarantined as `rate-limited`, posts get 429. 0 = no limit.")]
    public int PublisherRate { get; init; }

    [Description("Readings that a publisher may bring in at once.")]
    public int PublisherBurst { get; init; } = 1_000_000;

    /// <summary>The limit of a device.</summary>
    internal RateLimit DeviceLimit => new(DeviceRate, DeviceBurst);

    /// <summary>The limit of a publisher.</summary>
    internal RateLimit PublisherLimit => new(PublisherRate, PublisherBurst);
}
