namespace Rpm.Telemetry.Gatt;

/// <summary>Sensor status annunciation of a glucose meter (0x2A18). Bits 12 to 15 are reserved.</summary>
[Flags]
public enum GlucoseMeterStatuses : ushort
{
    None = 0,
    BatteryLow = 1 << 0,
    SensorMalfunction = 1 << 1,
    SampleInsufficient = 1 << 2,
    StripInsertion = 1 << 3,
    StripTypeIncorrect = 1 << 4,
    ResultTooHigh = 1 << 5,
    ResultTooLow = 1 << 6,
    TemperatureTooHigh = 1 << 7,
    TemperatureTooLow = 1 << 8,
    ReadInterrupted = 1 << 9,
    GeneralFault = 1 << 10,
    TimeFault = 1 << 11,
}
