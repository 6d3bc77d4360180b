using Rpm.Ingest.Registry;

namespace Rpm.Ingest.Http;

/// <summary>A patient record; limits by <c>pack/parameter</c>.</summary>
internal sealed record PatientAnswer(
    string Id, string? Mrn, string? Name, DateOnly? BirthDate, string TimeZone, string? CareTeam, IReadOnlyList<string> Cohorts,
    IReadOnlyList<string> Packs, bool Pregnant, bool SupplementaryOxygen, Spo2TargetBody? Spo2Target,
    IReadOnlyDictionary<string, LimitAnswer> Limits, DateTimeOffset? PausedUntil)
{
    public static PatientAnswer From(Patient patient) => new(
        patient.Id, patient.Mrn, patient.Name, patient.BirthDate, patient.TimeZone, patient.CareTeam, patient.Cohorts, patient.Packs,
        patient.Pregnant, patient.SupplementaryOxygen,
        patient.Spo2Target is { } target ? new Spo2TargetBody(target.Low, target.High, target.Prescriber) : null,
        patient.Limits.ToDictionary(l => l.Key, l => LimitAnswer.From(l.Value)), patient.PausedUntil?.ToDateTimeOffset());
}
