namespace Rpm.DeviceSim.Publishing;

/// <summary>How a frame ended.</summary>
public enum PublishOutcome
{
    /// <summary>PUBACK with success: the receiver has taken it over.</summary>
    Acknowledged,
    /// <summary>PUBACK with a reason that no repetition changes (not authorized, topic name, payload format, packet too large).</summary>
    Refused,
}
