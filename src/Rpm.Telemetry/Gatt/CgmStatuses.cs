namespace Rpm.Telemetry.Gatt;

/// <summary>
/// Sensor status annunciation of a CGM (0x2AA7, 0x2AA9): the status octet in bits 0–7, calibration and temperature in 8–15,
/// warnings in 16–23, in the order in which the octets are sent.
/// </summary>
[Flags]
public enum CgmStatuses
{
    None = 0,
    SessionStopped = 1 << 0,
    BatteryLow = 1 << 1,
    SensorTypeIncorrect = 1 << 2,
    SensorMalfunction = 1 << 3,
    DeviceSpecificAlert = 1 << 4,
    GeneralDeviceFault = 1 << 5,
    TimeSyncRequired = 1 << 8,
    CalibrationNotAllowed = 1 << 9,
    CalibrationRecommended = 1 << 10,
    CalibrationRequired = 1 << 11,
    TemperatureTooHigh = 1 << 12,
    TemperatureTooLow = 1 << 13,
    CalibrationPending = 1 << 14,
    BelowPatientLow = 1 << 16,
    AbovePatientHigh = 1 << 17,
    BelowHypo = 1 << 18,
    AboveHyper = 1 << 19,
    FallingTooFast = 1 << 20,
    RisingTooFast = 1 << 21,
    BelowDeviceRange = 1 << 22,
    AboveDeviceRange = 1 << 23,
}
