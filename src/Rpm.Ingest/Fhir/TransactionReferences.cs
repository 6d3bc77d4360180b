using Rpm.Rules.Alerts;

namespace Rpm.Ingest.Fhir;

/// <summary>References inside one alert's transaction: the server's ids for people and devices, urn:uuid for what is in it.</summary>
internal sealed class TransactionReferences(
    string? patient, string? device, string engine, Alert alert, ObservationId? evidence,
    IReadOnlyList<(AlertNotification Notification, bool Arrived)> told) : IReferences
{
    public string? Engine => engine;

    public string? Patient(string id) => id == alert.Patient ? patient : null;

    public string? Device(string id) => id == alert.Device ? device : null;

    public string? Observation(ObservationId observation) =>
        observation == evidence ? OutgoingBundle.Urn("Observation", observation.ToString()) : null;

    public string? Task(string id) => id == alert.Id ? OutgoingBundle.Urn("Task", id) : null;

    public string? Request(string id, int number) =>
        id == alert.Id && told.Any(t => !t.Arrived && t.Notification.Number == number) ? OutgoingBundle.Urn("CommunicationRequest", AlertLife.NotificationId(id, number)) : null;
}
