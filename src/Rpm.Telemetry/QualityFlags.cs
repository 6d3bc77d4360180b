namespace Rpm.Telemetry;

/// <summary>What the device said about a reading's quality (contract member <c>quality</c>). The bits are stored: never reuse one.</summary>
[Flags]
public enum QualityFlags : ushort
{
    None = 0,
    Movement = 1 << 0,
    IrregularPulse = 1 << 1,
    CuffLoose = 1 << 2,
    Position = 1 << 3,
    LowPerfusion = 1 << 4,
    WeakSignal = 1 << 5,
    SensorOff = 1 << 6,
    Questionable = 1 << 7,
    Invalid = 1 << 8,
    Demonstration = 1 << 9,
    Calibration = 1 << 10,
    /// <summary>An early estimate, before the device's averaging has settled.</summary>
    Early = 1 << 11,
}
