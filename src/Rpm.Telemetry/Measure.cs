namespace Rpm.Telemetry;

/// <summary>One measured (or coded) member of a reading. The numbers are stored: never reuse one.</summary>
public enum Measure : byte
{
    Systolic = 1,
    Diastolic = 2,
    /// <summary>Mean arterial pressure.</summary>
    Map = 3,
    Pulse = 4,
    Spo2 = 5,
    /// <summary>Perfusion index (pulse amplitude index), percent.</summary>
    Perfusion = 6,
    Glucose = 7,
    /// <summary>Rate of change of glucose as the sensor reports it, unit per minute.</summary>
    GlucoseRate = 8,
    HeartRate = 9,
    Temperature = 10,
    Weight = 11,
    RespiratoryRate = 12,
    Battery = 13,
    /// <summary>Radio signal of the device, as the gateway reports it.</summary>
    Signal = 14,
    /// <summary>0 not charging, 1 charging.</summary>
    Charging = 15,
    /// <summary>Meal context of a glucose meter reading; the value is a <see cref="MealContext"/>.</summary>
    Meal = 16,
    /// <summary>Sample type of a glucose meter reading; the value is a <see cref="SampleType"/>.</summary>
    Sample = 17,
}
