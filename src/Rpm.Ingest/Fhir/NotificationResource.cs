using System.Globalization;
using Rpm.Ingest.Alerts;
using Rpm.Ingest.Registry;
using Rpm.Rules.Alerts;

namespace Rpm.Ingest.Fhir;

/// <summary>
/// The tellings of alerts: as CommunicationRequest (somebody is to be told), or as Communication (an acknowledgement proves
/// that the telling arrived).
/// </summary>
internal sealed class NotificationResource(
    bool acknowledged, IAlertReader alerts, IRegistry registry, AlertWriter writer, FhirSystems systems, OwnReferences references)
    : AlertResource(alerts, registry)
{
    public override string Type => acknowledged ? "Communication" : "CommunicationRequest";

    protected override string? AlertOf(string id)
    {
        var dot = id.LastIndexOf('.');
        return dot > 0 ? FhirIds.Resolve(id[..dot], []) : null;
    }

    protected override IEnumerable<AlertItem> ItemsOf(Alert alert)
    {
        foreach (var notification in AlertLife.Notifications(alert))
        {
            if (acknowledged && notification.AcknowledgedAt is null)
            {
                continue;
            }

            var id = AlertLife.NotificationId(alert.Id, notification.Number);
            yield return new AlertItem(
                id, alert.Version.ToString(CultureInfo.InvariantCulture), AlertLife.Updated(alert), notification.At,
                acknowledged ? AlertLife.Completed : notification.Status, (systems.Notification, id), null, (AlertWriter.CommunicationCategory, "alert"),
                w => Write(w, alert, notification));
        }
    }

    private void Write(System.Text.Json.Utf8JsonWriter w, Alert alert, AlertNotification notification)
    {
        if (acknowledged)
        {
            writer.WriteCommunication(w, alert, notification, references, own: true);
        }
        else
        {
            writer.WriteRequest(w, alert, notification, references, CareTeamOf(alert), own: true);
        }
    }
}
