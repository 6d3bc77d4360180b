namespace Rpm.Telemetry.Gatt;

/// <summary>Whether a heart rate sensor touches the skin.</summary>
public enum SensorContact : byte
{
    /// <summary>The sensor cannot tell.</summary>
    NotSupported,
    NotDetected,
    Detected,
}
