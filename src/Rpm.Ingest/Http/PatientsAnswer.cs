namespace Rpm.Ingest.Http;

/// <summary>All patients, sorted by id.</summary>
internal sealed record PatientsAnswer(IReadOnlyList<PatientAnswer> Patients);
