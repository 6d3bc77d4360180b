using Rpm.Ingest.Registry;

namespace Rpm.Ingest.Http;

/// <summary>A patient record as a caller sends it: the whole record, absent members are empty.</summary>
internal sealed record PatientBody(
    string? Id, string? Mrn, string? Name, DateOnly? BirthDate, string? TimeZone, string? CareTeam, IReadOnlyList<string>? Cohorts,
    IReadOnlyList<string>? Packs, bool Pregnant, bool SupplementaryOxygen, Spo2TargetBody? Spo2Target, string? By)
{
    public Patient ToPatient(string id) => new()
    {
        Id = id,
        Mrn = Mrn,
        Name = Name,
        BirthDate = BirthDate,
        TimeZone = TimeZone ?? "UTC",
        CareTeam = CareTeam,
        Cohorts = Cohorts ?? [],
        Packs = Packs ?? [],
        Pregnant = Pregnant,
        SupplementaryOxygen = SupplementaryOxygen,
        Spo2Target = Spo2Target is { } target ? new Spo2Target(target.Low, target.High, target.Prescriber?.Trim() ?? "") : null,
    };
}
