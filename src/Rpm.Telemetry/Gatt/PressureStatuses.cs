namespace Rpm.Telemetry.Gatt;

/// <summary>Measurement status of a cuff (0x2A35, 0x2A36). Bits 6 to 15 are reserved.</summary>
[Flags]
public enum PressureStatuses : ushort
{
    None = 0,
    BodyMovement = 1 << 0,
    CuffTooLoose = 1 << 1,
    IrregularPulse = 1 << 2,
    PulseAboveRange = 1 << 3,
    PulseBelowRange = 1 << 4,
    ImproperPosition = 1 << 5,
}
