namespace Rpm.DeviceSim.Wards;

/// <summary>An invented person of the ward, with the devices they wear.</summary>
/// <param name="Mrn">Invented medical record number.</param>
/// <param name="TimeZone">IANA zone.</param>
/// <param name="Cohort">Why they are monitored: <c>diabetes</c>, <c>copd</c>, <c>hypertension</c> or <c>post-acute</c>.</param>
/// <param name="Spo2Target">Prescribed saturation range in percent, where one was prescribed.</param>
public sealed record WardPatient(
    string Id, string Mrn, string Name, DateOnly BirthDate, string TimeZone, string Cohort, WardSpo2Target? Spo2Target, IReadOnlyList<WardDevice> Devices);
