using System.Buffers;
using System.Text.Json;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Ingest.Alerts;

/// <summary>
/// The contract's Alert JSON, the same on the API, the stream and the topic: the contract's members in its order, then
/// further ones (docs/alerts.md). Every member is always there, null where it does not apply. Numbers carry the digits that
/// were sent, units are UCUM, times ISO 8601 in UTC with milliseconds.
/// </summary>
internal static class AlertJson
{
    /// <summary>The alert as one JSON document.</summary>
    public static byte[] ToUtf8(Alert alert)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, alert);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes the alert as an object.</summary>
    public static void Write(Utf8JsonWriter writer, Alert alert)
    {
        writer.WriteStartObject();
        WriteHead(writer, alert);
        WriteState(writer, alert);
        WriteCause(writer, alert);
        WriteHistory(writer, alert.History);
        WriteFurther(writer, alert);
        writer.WriteEndObject();
    }

    private static void WriteHead(Utf8JsonWriter writer, Alert alert)
    {
        writer.WriteString("id", alert.Id);
        writer.WriteNumber("version", alert.Version);
        writer.WriteString("patient", alert.Patient);
        writer.WriteString("device", alert.Device);
        writer.WriteString("rule", alert.Rule);
        writer.WriteString("pack", alert.Pack);
        writer.WriteString("title", alert.Title);
        writer.WriteString("class", AlertWords.Of(alert.Class));
        writer.WriteString("priority", AlertWords.Of(alert.Priority));
        writer.WriteBoolean("critical", alert.Critical);
        writer.WriteBoolean("late", alert.Late);
    }

    private static void WriteState(Utf8JsonWriter writer, Alert alert)
    {
        writer.WriteString("state", alert.Active ? "active" : "resolved");
        writer.WriteBoolean("acknowledged", alert.Acknowledged);
        writer.WriteString("raised", alert.Raised.ToString());
        WriteTime(writer, "acknowledgedAt", alert.AcknowledgedAt);
        writer.WriteString("acknowledgedBy", alert.AcknowledgedBy);
        writer.WriteString("assignee", alert.Assignee);
        WriteTime(writer, "snoozedUntil", alert.SnoozedUntil);
        writer.WriteNumber("tier", alert.Tier);
        WriteTime(writer, "resolved", alert.Resolved);
        writer.WriteString("resolution", alert.Resolution);
    }

    private static void WriteCause(Utf8JsonWriter writer, Alert alert)
    {
        writer.WriteString("kind", alert.Kind is { } kind ? AlertWords.Of(kind) : null);
        writer.WriteString("measure", alert.Measure is { } measure ? AlertWords.Of(measure) : null);
        WriteNumber(writer, "value", alert.Value);
        WriteUnit(writer, "unit", alert.Value ?? alert.Limit);
        WriteNumber(writer, "limit", alert.Limit);
        WriteTime(writer, "readingTime", alert.ReadingTime);
        writer.WriteString("action", alert.Action);
    }

    private static void WriteHistory(Utf8JsonWriter writer, IReadOnlyList<AlertHistoryEntry> history)
    {
        writer.WriteStartArray("history");
        foreach (var entry in history)
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", entry.Version);
            writer.WriteString("at", entry.At.ToString());
            writer.WriteString("change", AlertWords.Of(entry.Change));
            writer.WriteString("by", entry.By);
            writer.WriteString("note", entry.Note);
            writer.WriteString("priority", AlertWords.Of(entry.Priority));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteFurther(Utf8JsonWriter writer, Alert alert)
    {
        writer.WriteString("comparator", alert.Value is { } value ? AlertWords.Of(value.Comparator) : null);
        WriteUnit(writer, "limitUnit", alert.Limit);
        writer.WriteBoolean("test", alert.Test);
        writer.WriteBoolean("questionable", alert.Questionable);
        writer.WriteBoolean("review", alert.Review);
        writer.WriteString("packHash", alert.PackHash);
        writer.WriteStartArray("evidence");
        foreach (var evidence in alert.Evidence)
        {
            writer.WriteStartObject();
            writer.WriteNumber("position", evidence.Position);
            writer.WriteString("device", evidence.Device);
            writer.WriteString("kind", AlertWords.Of(evidence.Kind));
            writer.WriteString("time", evidence.Time.ToString());
            writer.WriteNumber("ordinal", evidence.Ordinal);
            writer.WriteString("measure", evidence.Measure is { } measure ? AlertWords.Of(measure) : null);
            WriteQuantity(writer, evidence.Measure is null ? null : evidence.Value);
            writer.WriteStartArray("quality");
            foreach (var word in AlertWords.Of(evidence.Quality))
            {
                writer.WriteStringValue(word);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("limits");
        foreach (var limit in alert.Limits)
        {
            writer.WriteStartObject();
            writer.WriteString("parameter", limit.Parameter);
            WriteQuantity(writer, limit.Value);
            writer.WriteBoolean("patientSpecific", limit.PatientSpecific);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteTime(writer, "reviewBy", alert.ReviewBy);
        writer.WriteBoolean("unanswered", alert.Unanswered);
        writer.WriteString("computed", alert.Computed);
        WriteMembers(writer, alert.Members);
    }

    private static void WriteMembers(Utf8JsonWriter writer, IReadOnlyList<AlertMember> members)
    {
        writer.WriteStartArray("members");
        foreach (var member in members)
        {
            writer.WriteStartObject();
            writer.WriteString("alert", member.Alert);
            writer.WriteString("patient", member.Patient);
            writer.WriteString("device", member.Device);
            writer.WriteString("kind", member.Kind is { } kind ? AlertWords.Of(kind) : null);
            writer.WriteString("since", member.Since.ToString());
            WriteTime(writer, "heard", member.Heard);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteQuantity(Utf8JsonWriter writer, Quantity? quantity)
    {
        WriteNumber(writer, "value", quantity);
        WriteUnit(writer, "unit", quantity);
        writer.WriteString("comparator", quantity is { } known ? AlertWords.Of(known.Comparator) : null);
    }

    // A decimal keeps its scale in JSON: 98.0 goes out as 98.0.
    private static void WriteNumber(Utf8JsonWriter writer, string name, Quantity? quantity)
    {
        if (quantity is { } known)
        {
            writer.WriteNumber(name, known.ToDecimal());
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static void WriteUnit(Utf8JsonWriter writer, string name, Quantity? quantity) =>
        writer.WriteString(name, quantity is { Unit: not Unit.None } known ? Units.Ucum(known.Unit) : null);

    private static void WriteTime(Utf8JsonWriter writer, string name, Instant? time) => writer.WriteString(name, time?.ToString());
}
