namespace Rpm.Telemetry;

/// <summary>Whether the number is the measurement or the end of the sensor's range that it lies beyond.</summary>
public enum Comparator : byte
{
    None = 0,
    /// <summary>Sent as <c>"low"</c>: the true value is at or below the number, the sensor's lower clamp.</summary>
    Low = 1,
    /// <summary>Sent as <c>"high"</c>: the true value is at or above the number, the sensor's upper clamp.</summary>
    High = 2,
}
