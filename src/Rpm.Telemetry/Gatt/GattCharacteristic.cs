namespace Rpm.Telemetry.Gatt;

/// <summary>A characteristic that Rpm reads, by the number that the Bluetooth SIG assigned.</summary>
public enum GattCharacteristic : ushort
{
    TemperatureMeasurement = 0x2A1C,
    GlucoseMeasurement = 0x2A18,
    GlucoseMeasurementContext = 0x2A34,
    BloodPressureMeasurement = 0x2A35,
    IntermediateCuffPressure = 0x2A36,
    HeartRateMeasurement = 0x2A37,
    PlxSpotCheckMeasurement = 0x2A5E,
    PlxContinuousMeasurement = 0x2A5F,
    WeightMeasurement = 0x2A9D,
    CgmMeasurement = 0x2AA7,
    CgmFeature = 0x2AA8,
    CgmStatus = 0x2AA9,
    CgmSessionStartTime = 0x2AAA,
    CgmSessionRunTime = 0x2AAB,
}
