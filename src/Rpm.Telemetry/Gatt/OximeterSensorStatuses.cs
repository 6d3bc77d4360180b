namespace Rpm.Telemetry.Gatt;

/// <summary>Device and sensor status of a pulse oximeter (PLX service), 24 bits of which the upper eight are reserved.</summary>
[Flags]
public enum OximeterSensorStatuses
{
    None = 0,
    DisplayUpdateOngoing = 1 << 0,
    EquipmentMalfunction = 1 << 1,
    SignalIrregularity = 1 << 2,
    InadequateSignal = 1 << 3,
    PoorSignal = 1 << 4,
    LowPerfusion = 1 << 5,
    ErraticSignal = 1 << 6,
    NonPulsatile = 1 << 7,
    QuestionablePulse = 1 << 8,
    SignalAnalysisOngoing = 1 << 9,
    Interference = 1 << 10,
    UnconnectedToUser = 1 << 11,
    UnknownSensor = 1 << 12,
    Displaced = 1 << 13,
    Malfunctioning = 1 << 14,
    Disconnected = 1 << 15,
}
