using Rpm.Ingest.Registry;
using Rpm.Rules.Plans;

namespace Rpm.Ingest.Monitoring;

/// <summary>What the rules need to know of a registered patient.</summary>
internal static class PatientContexts
{
    public static PatientContext Of(Patient patient) => new()
    {
        Id = patient.Id,
        TimeZone = patient.TimeZone,
        Cohorts = patient.Cohorts,
        Packs = patient.Packs,
        Limits = patient.Limits.ToDictionary(l => l.Key, l => l.Value.Value, StringComparer.Ordinal),
        Pregnant = patient.Pregnant,
        SupplementaryOxygen = patient.SupplementaryOxygen,
        Spo2Target = patient.Spo2Target is { } target ? new SaturationTarget(target.Low, target.High, target.Prescriber) : null,
        BirthDate = patient.BirthDate,
    };
}
