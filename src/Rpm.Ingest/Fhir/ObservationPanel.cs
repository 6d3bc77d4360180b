namespace Rpm.Ingest.Fhir;

/// <summary>What one Observation tells of a reading; each belongs to one kind. The numbers are array indexes, the names in <see cref="Panels"/> are in ids.</summary>
internal enum ObservationPanel : byte
{
    BloodPressure = 0,
    CuffPulse = 1,
    OxygenSaturation = 2,
    OximeterPulse = 3,
    Perfusion = 4,
    SensorGlucose = 5,
    MeterGlucose = 6,
    HeartRate = 7,
    BodyTemperature = 8,
    BodyWeight = 9,
    RespiratoryRate = 10,
}
