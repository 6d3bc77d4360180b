using System.Text.Json;
using Rpm.Ingest.Registry;

namespace Rpm.Ingest.Fhir;

/// <summary>Registered patients.</summary>
internal sealed class PatientResource(IRegistry registry, RegistryWriter writer, FhirSystems systems) : ListedResource
{
    public override string Type => "Patient";

    public override IReadOnlyList<FhirParameter> Parameters { get; } =
    [
        new("_id", "token", "Resource ids"),
        new("identifier", "token", "Rpm's identifier or the medical record number"),
    ];

    public override Task<FhirRead?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        var patients = registry.Current.Patients;
        return Task.FromResult(FhirIds.Resolve(id, patients.Keys) is { } key && patients.TryGetValue(key, out var patient)
            ? Read(w => writer.WritePatient(w, patient, own: true))
            : null);
    }

    protected override IEnumerable<(string Id, Action<Utf8JsonWriter> Write)> Matches(SearchRequest request) =>
        from patient in registry.Current.Patients.Values.OrderBy(p => p.Id, StringComparer.Ordinal)
        let id = FhirIds.Of(patient.Id)
        where PassesId(request, id)
            && request.Passes("identifier", t => t.Matches(systems.Patient, patient.Id) || (patient.Mrn is { } mrn && t.Matches(systems.Mrn, mrn)))
        select (id, (Action<Utf8JsonWriter>)(w => writer.WritePatient(w, patient, own: true)));
}
