namespace Rpm.Telemetry.Gatt;

/// <summary>Measurement status of a pulse oximeter (PLX service). Bits 0 to 4 are reserved.</summary>
[Flags]
public enum OximeterStatuses : ushort
{
    None = 0,
    Ongoing = 1 << 5,
    EarlyEstimate = 1 << 6,
    Validated = 1 << 7,
    FullyQualified = 1 << 8,
    FromStorage = 1 << 9,
    Demonstration = 1 << 10,
    Testing = 1 << 11,
    CalibrationOngoing = 1 << 12,
    Unavailable = 1 << 13,
    Questionable = 1 << 14,
    Invalid = 1 << 15,
}
