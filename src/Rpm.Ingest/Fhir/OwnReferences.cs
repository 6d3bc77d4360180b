using System.Collections.Concurrent;

namespace Rpm.Ingest.Fhir;

/// <summary>References among the resources of this server.</summary>
internal sealed class OwnReferences : IReferences
{
    /// <summary>Id of the Device that is Rpm itself; no registered device can have it.</summary>
    public const string EngineId = "z.rpm-engine";

    private readonly ConcurrentDictionary<string, string> _patients = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _devices = new(StringComparer.Ordinal);

    string? IReferences.Engine => $"Device/{EngineId}";

    public string Patient(string patient) => _patients.TryGetValue(patient, out var found) ? found : _patients.GetOrAdd(patient, $"Patient/{FhirIds.Of(patient)}");

    string? IReferences.Patient(string patient) => Patient(patient);

    public string Device(string device) => _devices.TryGetValue(device, out var found) ? found : _devices.GetOrAdd(device, $"Device/{FhirIds.Of(device)}");

    string? IReferences.Device(string device) => Device(device);

    public string? Observation(ObservationId observation) => $"Observation/{observation}";

    public string? Task(string alert) => $"Task/{FhirIds.Of(alert)}";

    public string? Request(string alert, int number) => $"CommunicationRequest/{AlertLife.NotificationId(alert, number)}";
}
