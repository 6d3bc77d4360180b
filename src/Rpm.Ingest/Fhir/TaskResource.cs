using System.Globalization;
using Rpm.Ingest.Alerts;
using Rpm.Ingest.Registry;
using Rpm.Rules.Alerts;

namespace Rpm.Ingest.Fhir;

/// <summary>Alerts seen as Tasks.</summary>
internal sealed class TaskResource(IAlertReader alerts, IRegistry registry, AlertWriter writer, FhirSystems systems, OwnReferences references)
    : AlertResource(alerts, registry)
{
    public override string Type => "Task";

    protected override string? AlertOf(string id) => FhirIds.Resolve(id, []);

    protected override IEnumerable<AlertItem> ItemsOf(Alert alert) =>
    [
        new AlertItem(
            FhirIds.Of(alert.Id), alert.Version.ToString(CultureInfo.InvariantCulture), AlertLife.Updated(alert), alert.Raised, AlertLife.TaskStatus(alert),
            (systems.Alert, alert.Id), (systems.TaskCode, AlertWriter.TaskCode(alert)), null,
            w => writer.WriteTask(w, alert, references, CareTeamOf(alert), own: true)),
    ];
}
