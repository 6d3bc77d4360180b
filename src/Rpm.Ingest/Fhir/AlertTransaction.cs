using System.Text;
using System.Text.Json;
using Rpm.Rules.Alerts;

namespace Rpm.Ingest.Fhir;

/// <summary>An alert as one transaction: its evidence, its Task and (a part of) its tellings. Derived from the alert alone.</summary>
internal sealed class AlertTransaction(
    Alert alert, AlertWriter alertWriter, ObservationWriter observationWriter, FhirSystems systems, string? careTeam,
    AlertEvidenceEntry? evidence, IReadOnlyList<(AlertNotification Notification, bool Arrived)> told, TransactionReferences references)
{
    private readonly List<(string Type, string System, string Value, Func<string> Json)> _resources = [];

    /// <summary>Type, identifier and content of the entries, in their order; filled by <see cref="Render"/>.</summary>
    public IReadOnlyList<(string Type, string System, string Value, Func<string> Json)> Resources => _resources;

    public ReadOnlyMemory<byte> Render()
    {
        using var bundle = new OutgoingBundle("transaction");
        if (evidence is not null)
        {
            Add(bundle, "Observation", systems.Measurement, evidence.Id.ToString(), w => observationWriter.Write(w, evidence.Panel, evidence.Reading, evidence.Context));
        }

        Add(bundle, "Task", systems.Alert, alert.Id, w => alertWriter.WriteTask(w, alert, references, careTeam, own: false));
        foreach (var (notification, arrived) in told)
        {
            var id = AlertLife.NotificationId(alert.Id, notification.Number);
            if (arrived)
            {
                Add(bundle, "Communication", systems.Notification, id, w => alertWriter.WriteCommunication(w, alert, notification, references, own: false));
            }
            else
            {
                Add(bundle, "CommunicationRequest", systems.Notification, id, w => alertWriter.WriteRequest(w, alert, notification, references, careTeam, own: false));
            }
        }

        return bundle.Finish();
    }

    private void Add(OutgoingBundle bundle, string type, string system, string value, Action<Utf8JsonWriter> write)
    {
        bundle.Create(type, system, value, write);
        _resources.Add((type, system, value, () => Encoding.UTF8.GetString(FhirJson.Render(write))));
    }
}
