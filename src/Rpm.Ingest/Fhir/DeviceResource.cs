using System.Text.Json;
using Rpm.Ingest.Registry;
using Rpm.Telemetry;

namespace Rpm.Ingest.Fhir;

/// <summary>Registered devices with their present wearer, and Rpm itself.</summary>
internal sealed class DeviceResource(IRegistry registry, RegistryWriter writer, FhirSystems systems, OwnReferences references, TimeProvider time) : ListedResource
{
    public override string Type => "Device";

    public override IReadOnlyList<FhirParameter> Parameters { get; } =
    [
        new("_id", "token", "Resource ids"),
        new("identifier", "token", "Rpm's identifier"),
        new("patient", "reference", "Who wears it now"),
    ];

    public override Task<FhirRead?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        if (id == OwnReferences.EngineId)
        {
            return Task.FromResult<FhirRead?>(Read(w => writer.WriteEngine(w, own: true)));
        }

        var snapshot = registry.Current;
        return Task.FromResult(FhirIds.Resolve(id, snapshot.Devices.Keys) is { } key && snapshot.Devices.TryGetValue(key, out var device)
            ? Read(w => writer.WriteDevice(w, device, WearerOf(snapshot, device), own: true))
            : null);
    }

    protected override IEnumerable<(string Id, Action<Utf8JsonWriter> Write)> Matches(SearchRequest request)
    {
        var snapshot = registry.Current;
        var wearers = request.References("patient", "Patient")?.Select(p => $"Patient/{p}").ToHashSet(StringComparer.Ordinal);
        if (wearers is null && PassesId(request, OwnReferences.EngineId) && request.Passes("identifier", t => t.Matches(systems.Engine, "rpm")))
        {
            yield return (OwnReferences.EngineId, w => writer.WriteEngine(w, own: true));
        }

        foreach (var device in snapshot.Devices.Values.OrderBy(d => d.Id, StringComparer.Ordinal))
        {
            var (id, wearer) = (FhirIds.Of(device.Id), WearerOf(snapshot, device));
            if (PassesId(request, id) && request.Passes("identifier", t => t.Matches(systems.Device, device.Id))
                && (wearers is null || (wearer is not null && wearers.Contains(wearer))))
            {
                yield return (id, w => writer.WriteDevice(w, device, wearer, own: true));
            }
        }
    }

    // A device with user slots may have several wearers: then none of them is "the" patient.
    private string? WearerOf(RegistrySnapshot snapshot, Device device)
    {
        var now = Instant.From(time.GetUtcNow());
        var wearers = snapshot.EnrolmentsOfDevice(device.Id).Where(e => e.From <= now && now < e.To).Select(e => e.Patient).Distinct().ToList();
        return wearers.Count == 1 ? references.Patient(wearers[0]) : null;
    }
}
