namespace Rpm.Telemetry;

/// <summary>What a reading is a reading of. The numbers are stored: never reuse one.</summary>
public enum Kind : byte
{
    BloodPressure = 1,
    PulseOximetry = 2,
    /// <summary>Continuous glucose monitor: interstitial fluid.</summary>
    Cgm = 3,
    /// <summary>Glucose meter: a capillary spot measurement.</summary>
    Glucose = 4,
    HeartRate = 5,
    Temperature = 6,
    Weight = 7,
    RespiratoryRate = 8,
    /// <summary>State of the device itself: battery, signal, error, firmware. Not a measurement of the patient.</summary>
    Status = 9,
}
