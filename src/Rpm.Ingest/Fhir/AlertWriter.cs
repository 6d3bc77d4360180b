using System.Globalization;
using System.Text.Json;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Ingest.Fhir;

/// <summary>
/// Writes an alert as an R4 Task and its tellings as CommunicationRequest and Communication. The Observation is the evidence,
/// the Task is the alert. Same alert and references, same bytes.
/// </summary>
internal sealed class AlertWriter(FhirSystems systems, ObservationIds ids)
{
    public const string CommunicationCategory = "http://terminology.hl7.org/CodeSystem/communication-category";

    /// <summary>The Task of an alert.</summary>
    /// <param name="careTeam">The patient's care team, who owns the Task until somebody takes it; null = none is registered.</param>
    public void WriteTask(Utf8JsonWriter writer, Alert alert, IReferences references, string? careTeam, bool own)
    {
        writer.WriteStartObject();
        writer.WriteString("resourceType", "Task");
        WriteHead(writer, own ? FhirIds.Of(alert.Id) : null, alert);
        WriteIdentifiers(writer, systems.Alert, alert.Id);
        writer.WriteStartObject("groupIdentifier");
        writer.WriteString("system", systems.AlertEpisode);
        writer.WriteString("value", alert.Id);
        writer.WriteEndObject();
        writer.WriteString("status", AlertLife.TaskStatus(alert));
        if (AlertLife.IsWrong(alert))
        {
            writer.WriteStartObject("statusReason");
            writer.WriteString("text", AlertLife.WrongData);
            writer.WriteEndObject();
        }

        writer.WritePropertyName("businessStatus");
        FhirJson.WriteConcept(writer, systems.AlertState, AlertLife.State(alert));
        writer.WriteString("intent", "order");
        writer.WriteString("priority", AlertLife.Priority(alert.Priority));
        writer.WritePropertyName("code");
        FhirJson.WriteConcept(writer, systems.TaskCode, TaskCode(alert));
        WriteText(writer, "description", alert.Action is null ? alert.Title : $"{alert.Title}. {alert.Action}");
        WriteFocus(writer, alert, references);
        WritePatient(writer, "for", alert.Patient, references);
        if (alert.Acknowledged && !alert.Active)
        {
            WritePeriod(writer, alert.AcknowledgedAt, alert.Resolved);
        }
        else if (alert.Acknowledged)
        {
            WritePeriod(writer, alert.AcknowledgedAt, null);
        }

        FhirJson.Time(writer, FhirJson.Text("authoredOn"), alert.Raised);
        FhirJson.Time(writer, FhirJson.Text("lastModified"), AlertLife.Updated(alert));
        WriteEngine(writer, "requester", references);
        WriteOwner(writer, alert, careTeam);
        WriteNotes(writer, alert);
        WriteRestriction(writer, alert);
        WriteInputs(writer, alert, references);
        if (!alert.Active && alert.Resolution is { } resolution)
        {
            writer.WriteStartArray("output");
            StartParameter(writer, "resolution");
            WriteText(writer, "valueString", resolution);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>One telling, as it was asked for.</summary>
    public void WriteRequest(Utf8JsonWriter writer, Alert alert, AlertNotification notification, IReferences references, string? careTeam, bool own)
    {
        var id = AlertLife.NotificationId(alert.Id, notification.Number);
        writer.WriteStartObject();
        writer.WriteString("resourceType", "CommunicationRequest");
        WriteHead(writer, own ? id : null, alert);
        WriteIdentifiers(writer, systems.Notification, id);
        WriteReferences(writer, "basedOn", references.Task(alert.Id), "Task", systems.Alert, alert.Id);
        if (notification.Number > 1)
        {
            var before = notification.Number - 1;
            WriteReferences(writer, "replaces", references.Request(alert.Id, before), "CommunicationRequest", systems.Notification, AlertLife.NotificationId(alert.Id, before));
        }

        writer.WriteStartObject("groupIdentifier");
        writer.WriteString("system", systems.AlertEpisode);
        writer.WriteString("value", alert.Id);
        writer.WriteEndObject();
        writer.WriteString("status", notification.Status);
        if (notification.Status == AlertLife.Revoked)
        {
            writer.WriteStartObject("statusReason");
            writer.WriteString("text", "Not acknowledged; told again");
            writer.WriteEndObject();
        }

        WriteCategory(writer);
        writer.WriteString("priority", AlertLife.Priority(notification.Priority));
        WritePatient(writer, "subject", alert.Patient, references);
        WriteAbout(writer, alert, references);
        WritePayload(writer, alert);
        FhirJson.Time(writer, FhirJson.Text("authoredOn"), notification.At);
        WriteEngine(writer, "requester", references);
        WriteEngine(writer, "sender", references);
        if (careTeam is not null)
        {
            writer.WriteStartArray("recipient");
            WriteLogical(writer, "CareTeam", systems.CareTeam, careTeam);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>The telling that was acknowledged: that it reached somebody.</summary>
    public void WriteCommunication(Utf8JsonWriter writer, Alert alert, AlertNotification notification, IReferences references, bool own)
    {
        var id = AlertLife.NotificationId(alert.Id, notification.Number);
        writer.WriteStartObject();
        writer.WriteString("resourceType", "Communication");
        WriteHead(writer, own ? id : null, alert);
        WriteIdentifiers(writer, systems.Notification, id);
        WriteReferences(writer, "basedOn", references.Request(alert.Id, notification.Number), "CommunicationRequest", systems.Notification, id);
        writer.WriteString("status", AlertLife.Completed);
        WriteCategory(writer);
        writer.WriteString("priority", AlertLife.Priority(notification.Priority));
        WritePatient(writer, "subject", alert.Patient, references);
        WriteAbout(writer, alert, references);
        FhirJson.Time(writer, FhirJson.Text("sent"), notification.At);
        if (notification.AcknowledgedAt is { } received)
        {
            FhirJson.Time(writer, FhirJson.Text("received"), received);
        }

        if (notification.AcknowledgedBy is { Length: > 0 } by)
        {
            writer.WriteStartArray("recipient");
            WriteLogical(writer, "Practitioner", systems.User, by);
            writer.WriteEndArray();
        }

        WriteEngine(writer, "sender", references);
        WritePayload(writer, alert);
        writer.WriteEndObject();
    }

    /// <summary>The reading that the Task is about; null where it is a device (technical) or nothing was read.</summary>
    public (AlertEvidence Evidence, ObservationId Id)? Focus(Alert alert)
    {
        if (alert.Class == AlertClass.Technical)
        {
            return null;
        }

        var evidence = alert.Evidence.LastOrDefault(e => e.Kind == alert.Kind && e.Time == alert.ReadingTime) ?? (alert.Evidence.Count > 0 ? alert.Evidence[^1] : null);
        return evidence is not null && IdOf(evidence) is { } id ? (evidence, id) : null;
    }

    public static string TaskCode(Alert alert) => alert.Class == AlertClass.Technical ? "check-device-alert" : "review-threshold-alert";

    private ObservationId? IdOf(AlertEvidence evidence) =>
        Panels.Find(evidence.Kind, evidence.Measure) is { } panel ? ids.Of(panel, evidence.Device, evidence.Time, evidence.Ordinal) : null;

    private void WriteFocus(Utf8JsonWriter writer, Alert alert, IReferences references)
    {
        if (Focus(alert) is { } focus)
        {
            WriteReference(writer, "focus", references.Observation(focus.Id), "Observation", systems.Measurement, focus.Id.ToString());
        }
        else if (alert.Device is { } device)
        {
            WriteReference(writer, "focus", references.Device(device), "Device", systems.Device, device);
        }
        else if (EnginePatient.Is(alert.Patient))
        {
            WriteEngine(writer, "focus", references);
        }
    }

    private void WriteAbout(Utf8JsonWriter writer, Alert alert, IReferences references)
    {
        if (Focus(alert) is { } focus)
        {
            WriteReferences(writer, "about", references.Observation(focus.Id), "Observation", systems.Measurement, focus.Id.ToString());
        }
        else if (alert.Device is { } device)
        {
            WriteReferences(writer, "about", references.Device(device), "Device", systems.Device, device);
        }
        else if (EnginePatient.Is(alert.Patient))
        {
            WriteReferences(writer, "about", references.Engine, "Device", systems.Engine, "rpm");
        }
    }

    /// <summary>Until when an answer is wanted.</summary>
    private static void WriteRestriction(Utf8JsonWriter writer, Alert alert)
    {
        if (alert.ReviewBy is { } by)
        {
            writer.WriteStartObject("restriction");
            writer.WriteStartObject("period");
            FhirJson.Time(writer, FhirJson.Text("end"), by);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
    }

    private void WriteInputs(Utf8JsonWriter writer, Alert alert, IReferences references)
    {
        writer.WriteStartArray("input");
        Text("rule", $"{alert.Pack}/{alert.Rule}@{alert.PackHash}");
        if (Condition(alert) is { } condition)
        {
            StartParameter(writer, "condition");
            writer.WritePropertyName("valueCodeableConcept");
            FhirJson.WriteConcept(writer, FhirSystems.Mdc, condition.Code, condition.Name);
            writer.WriteEndObject();
        }

        Amount("limit", null, alert.Limit);
        Amount("value", null, alert.Value);
        if (alert.Computed is { } computed)
        {
            Text("computed", computed);
        }

        foreach (var limit in alert.Limits)
        {
            Amount(limit.PatientSpecific ? "patient-parameter" : "parameter", limit.Parameter, limit.Value);
        }

        foreach (var evidence in alert.Evidence)
        {
            if (IdOf(evidence) is { } id)
            {
                StartParameter(writer, "evidence");
                WriteReference(writer, "valueReference", references.Observation(id), "Observation", systems.Measurement, id.ToString());
                writer.WriteEndObject();
            }
        }

        foreach (var member in alert.Members.Where(m => m.Heard is null && m.Device is not null))
        {
            StartParameter(writer, "silent-device");
            WriteReference(writer, "valueReference", references.Device(member.Device!), "Device", systems.Device, member.Device!);
            writer.WriteEndObject();
        }

        Flag("critical", alert.Critical);
        Flag("late", alert.Late);
        Flag("questionable", alert.Questionable);
        Flag("review", alert.Review);
        Flag("unanswered", alert.Unanswered);
        Number("tier", alert.Tier);
        if (alert.SnoozedUntil is { } until)
        {
            StartParameter(writer, "snoozed-until");
            FhirJson.Time(writer, FhirJson.Text("valueDateTime"), until);
            writer.WriteEndObject();
        }

        // What Rpm wrote last: an outside server's copy that differs has been touched by somebody else.
        Number("alert-version", alert.Version);
        Text("written-status", AlertLife.TaskStatus(alert));
        writer.WriteEndArray();

        void Text(string code, string value)
        {
            StartParameter(writer, code);
            WriteText(writer, "valueString", value);
            writer.WriteEndObject();
        }

        void Number(string code, int value)
        {
            StartParameter(writer, code);
            writer.WriteNumber("valueInteger", value);
            writer.WriteEndObject();
        }

        void Flag(string code, bool value)
        {
            if (value)
            {
                StartParameter(writer, code);
                writer.WriteBoolean("valueBoolean", true);
                writer.WriteEndObject();
            }
        }

        void Amount(string code, string? name, Quantity? quantity)
        {
            if (quantity is { } q)
            {
                StartParameter(writer, code, name);
                WriteQuantity(writer, "valueQuantity", q);
                writer.WriteEndObject();
            }
        }
    }

    private void StartParameter(Utf8JsonWriter writer, string code, string? text = null)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("type");
        FhirJson.WriteConcept(writer, systems.AlertInput, code, text: text);
    }

    // MDC_EVT_HI_GT_LIM and MDC_EVT_LO_LT_LIM: only where value and limit are of one unit and really on either side.
    private static (string Code, string Name)? Condition(Alert alert) => (alert.Value, alert.Limit) switch
    {
        ({ } value, { } limit) when value.Unit == limit.Unit && value.Value > limit.Value => ("196650", "MDC_EVT_HI_GT_LIM"),
        ({ } value, { } limit) when value.Unit == limit.Unit && value.Value < limit.Value => ("196672", "MDC_EVT_LO_LT_LIM"),
        _ => null,
    };

    private void WriteOwner(Utf8JsonWriter writer, Alert alert, string? careTeam)
    {
        var person = alert.Assignee ?? (alert.Acknowledged ? alert.AcknowledgedBy : null);
        if (person is { Length: > 0 })
        {
            writer.WritePropertyName("owner");
            WriteLogical(writer, "Practitioner", systems.User, person);
        }
        else if (careTeam is not null)
        {
            writer.WritePropertyName("owner");
            WriteLogical(writer, "CareTeam", systems.CareTeam, careTeam);
        }
    }

    private static void WriteNotes(Utf8JsonWriter writer, Alert alert)
    {
        var notes = alert.History.Where(h => !string.IsNullOrWhiteSpace(h.Note)).ToList();
        if (notes.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("note");
        foreach (var note in notes)
        {
            writer.WriteStartObject();
            if (!string.IsNullOrWhiteSpace(note.By))
            {
                writer.WriteString("authorString", note.By);
            }

            FhirJson.Time(writer, FhirJson.Text("time"), note.At);
            WriteText(writer, "text", note.Note!);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteHead(Utf8JsonWriter writer, string? id, Alert alert)
    {
        if (id is not null)
        {
            writer.WriteString("id", id);
        }

        if (id is null && !alert.Test)
        {
            return;
        }

        writer.WriteStartObject("meta");
        if (id is not null)
        {
            writer.WriteString("versionId", alert.Version.ToString(CultureInfo.InvariantCulture));
            FhirJson.Time(writer, FhirJson.Text("lastUpdated"), AlertLife.Updated(alert));
        }

        if (alert.Test)
        {
            writer.WriteStartArray("security");
            FhirJson.WriteCoding(writer, FhirSystems.ActReason, "HTEST", "test health data");
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteIdentifiers(Utf8JsonWriter writer, string system, string value)
    {
        writer.WriteStartArray("identifier");
        FhirJson.WriteIdentifier(writer, system, value);
        writer.WriteEndArray();
    }

    private static void WriteCategory(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("category");
        FhirJson.WriteConcept(writer, CommunicationCategory, "alert", "Alert");
        writer.WriteEndArray();
    }

    private static void WritePayload(Utf8JsonWriter writer, Alert alert)
    {
        writer.WriteStartArray("payload");
        writer.WriteStartObject();
        WriteText(writer, "contentString", alert.Action is null ? alert.Title : $"{alert.Title}. {alert.Action}");
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void WritePeriod(Utf8JsonWriter writer, Instant? start, Instant? end)
    {
        if (start is null && end is null)
        {
            return;
        }

        writer.WriteStartObject("executionPeriod");
        if (start is { } from && (end is null || from <= end))
        {
            FhirJson.Time(writer, FhirJson.Text("start"), from);
        }

        if (end is { } to)
        {
            FhirJson.Time(writer, FhirJson.Text("end"), to);
        }

        writer.WriteEndObject();
    }

    /// <summary>An alert about the engine, or about many patients, is for nobody: R4 asks for none.</summary>
    private void WritePatient(Utf8JsonWriter writer, string name, string patient, IReferences references)
    {
        if (!EnginePatient.Is(patient))
        {
            WriteReference(writer, name, references.Patient(patient), "Patient", systems.Patient, patient);
        }
    }

    private void WriteEngine(Utf8JsonWriter writer, string name, IReferences references) =>
        WriteReference(writer, name, references.Engine, "Device", systems.Engine, "rpm");

    private static void WriteReferences(Utf8JsonWriter writer, string name, string? literal, string type, string system, string value)
    {
        writer.WriteStartArray(name);
        WriteReferenceValue(writer, literal, type, system, value);
        writer.WriteEndArray();
    }

    private static void WriteReference(Utf8JsonWriter writer, string name, string? literal, string type, string system, string value)
    {
        writer.WritePropertyName(name);
        WriteReferenceValue(writer, literal, type, system, value);
    }

    private static void WriteReferenceValue(Utf8JsonWriter writer, string? literal, string type, string system, string value)
    {
        if (literal is null)
        {
            WriteLogical(writer, type, system, value);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("reference", literal);
        writer.WriteEndObject();
    }

    private static void WriteLogical(Utf8JsonWriter writer, string type, string system, string value)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
        writer.WritePropertyName("identifier");
        FhirJson.WriteIdentifier(writer, system, value);
        writer.WriteEndObject();
    }

    private static void WriteQuantity(Utf8JsonWriter writer, string name, in Quantity quantity)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("value", FhirJson.Number(quantity));
        if (quantity.Comparator != Comparator.None)
        {
            writer.WriteString("comparator", quantity.Comparator == Comparator.Low ? "<" : ">");
        }

        if (quantity.Unit != Unit.None)
        {
            writer.WriteString("unit", Units.Display(quantity.Unit) is { Length: > 0 } display ? display : Units.Ucum(quantity.Unit));
            writer.WriteString("system", FhirSystems.Ucum);
            writer.WriteString("code", Units.Ucum(quantity.Unit));
        }

        writer.WriteEndObject();
    }

    /// <summary>FHIR has no empty strings.</summary>
    private static void WriteText(Utf8JsonWriter writer, string name, string text) =>
        writer.WriteString(name, string.IsNullOrWhiteSpace(text) ? "-" : text);
}
