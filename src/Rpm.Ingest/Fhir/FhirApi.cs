using Rpm.Ingest.Alerts;
using Rpm.Ingest.Registry;
using Rpm.Ingest.TimeSeries;

namespace Rpm.Ingest.Fhir;

/// <summary>The resource types that <c>/fhir</c> answers for, by name.</summary>
internal sealed class FhirApi
{
    private readonly Dictionary<string, FhirResource> _resources;

    public FhirApi(ISeriesStore store, IRegistry registry, IAlertReader alerts, FhirSystems systems, ObservationIds ids, TimeProvider time)
    {
        var references = new OwnReferences();
        var alertWriter = new AlertWriter(systems, ids);
        var registryWriter = new RegistryWriter(systems);
        FhirResource[] resources =
        [
            new ObservationResource(store, registry, ids, new ObservationWriter(systems, ids), references),
            new TaskResource(alerts, registry, alertWriter, systems, references),
            new PatientResource(registry, registryWriter, systems),
            new DeviceResource(registry, registryWriter, systems, references, time),
            new NotificationResource(false, alerts, registry, alertWriter, systems, references),
            new NotificationResource(true, alerts, registry, alertWriter, systems, references),
            new CodeSystemResource(systems),
        ];
        _resources = resources.ToDictionary(r => r.Type, StringComparer.Ordinal);
    }

    public IEnumerable<FhirResource> Resources => _resources.Values;

    public FhirResource? Find(string type) => _resources.GetValueOrDefault(type);
}
