namespace Rpm.Telemetry;

/// <summary>What is known about a frame besides its payload.</summary>
public readonly record struct DecodeContext
{
    /// <summary>When the frame was received: the present, for too old and in the future.</summary>
    public required Instant Received { get; init; }

    public required DecodeLimits Limits { get; init; }

    public required IDeviceDirectory Devices { get; init; }

    /// <summary>The device that the topic names; null where each element names its own (a batch).</summary>
    public string? Device { get; init; }

    /// <summary>The kind that the topic names; null where each element names its own (a batch).</summary>
    public Kind? Kind { get; init; }
}
