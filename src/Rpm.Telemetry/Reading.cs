namespace Rpm.Telemetry;

/// <summary>
/// What one device measured at one time. Numbers, units and decimals are those that were sent; nothing is converted.
/// A plain block of memory apart from the device's name, so that a decoder fills an array of them without allocating.
/// </summary>
public record struct Reading
{
    /// <summary>The device's registered identifier.</summary>
    public required string Device { get; set; }

    public required Kind Kind { get; set; }

    /// <summary>When it was measured.</summary>
    public required Instant Time { get; set; }

    /// <summary>The zone offset that came with the time, in minutes east of UTC.</summary>
    public short OffsetMinutes { get; set; }

    /// <summary>The device's user slot, 0–255; -1 = none was sent.</summary>
    public short User { get; set; }

    public QualityFlags Quality { get; set; }

    public ReadingFlags Flags { get; set; }

    /// <summary>The sender's sequence number; null = none was sent.</summary>
    public long? Sequence { get; set; }

    /// <summary>The sender's identifier; may be empty.</summary>
    public ReadingId Id;

    /// <summary>The measured members.</summary>
    public MeasureValues Values;

    /// <summary>Error code and firmware of a <see cref="Kind.Status"/> reading; null for all others.</summary>
    public StatusText? Status { get; set; }

    /// <summary>The device's own clock where <see cref="Time"/> is the gateway's, local time of an unknown zone, as milliseconds; null otherwise.</summary>
    public long? DeviceTime { get; set; }

    /// <summary>Whether it is simulated or a test.</summary>
    public readonly bool IsTest => (Flags & ReadingFlags.Test) != 0;
}
