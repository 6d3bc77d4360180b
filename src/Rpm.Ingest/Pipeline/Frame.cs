using Rpm.Telemetry;

namespace Rpm.Ingest.Pipeline;

/// <summary>
/// One MQTT publish or HTTP post on its way to the journal. The payload is the frame's own copy: whoever made the frame
/// must not change it until the receipt is settled.
/// </summary>
internal sealed class Frame
{
    public required FrameSource Source { get; init; }

    /// <summary>The topic below the prefix, for example <c>up/cuff-1/blood-pressure</c>; for HTTP <c>up/http/batch</c>.</summary>
    public required string Topic { get; init; }

    /// <summary>MQTT client id (the publisher for <c>down/{publisherId}/rejected</c>), or the HTTP caller.</summary>
    public required string Client { get; init; }

    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>When its last byte arrived.</summary>
    public required Instant Received { get; init; }

    /// <summary>MQTT 5 user properties; empty for everything else.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> UserProperties { get; init; } = [];

    /// <summary>For <see cref="FrameSource.Replay"/>: the quarantine entry that it came from.</summary>
    public long? QuarantineId { get; init; }

    /// <summary>For <see cref="FrameSource.Replay"/>: which element of the payload it is about.</summary>
    public int ReplayIndex { get; init; }

    /// <summary>For a part that comes from quarantine again: how long it waits for the reading that it completes.</summary>
    public Instant? Waits { get; init; }

    /// <summary>The registered gateway that is alive, since this came through it; set by the committer.</summary>
    public string? Gateway { get; set; }

    /// <summary>Settled when the frame is in the journal (or cannot be).</summary>
    public Receipt Receipt { get; } = new();
}
