using System.Text.Json;

namespace Rpm.Ingest.Fhir;

/// <summary>What a FHIR server says when something is not as asked.</summary>
internal static class OperationOutcomes
{
    public static void Write(Utf8JsonWriter writer, string severity, string code, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("resourceType", "OperationOutcome");
        writer.WriteStartArray("issue");
        writer.WriteStartObject();
        writer.WriteString("severity", severity);
        writer.WriteString("code", code);
        writer.WriteString("diagnostics", text);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static byte[] Error(FhirFault fault) => FhirJson.Render(w => Write(w, "error", fault.Code, fault.Message));

    /// <summary>The words of an OperationOutcome that another server sent; its text where it sent something else. One line, at most 500 characters.</summary>
    public static string Words(JsonElement? outcome)
    {
        if (outcome is not { ValueKind: JsonValueKind.Object } o || !o.TryGetProperty("issue", out var issues) || issues.ValueKind != JsonValueKind.Array)
        {
            return "";
        }

        var words = issues.EnumerateArray().Select(WordsOf).Where(w => w.Length > 0);
        var text = string.Join("; ", words).ReplaceLineEndings(" ");
        return text.Length > 500 ? text[..500] : text;
    }

    private static string WordsOf(JsonElement issue)
    {
        var text = Property(issue, "diagnostics");
        if (text.Length == 0 && issue.TryGetProperty("details", out var details))
        {
            text = Property(details, "text");
        }

        var path = issue.TryGetProperty("expression", out var expression) && expression.ValueKind == JsonValueKind.Array && expression.GetArrayLength() > 0
            ? expression[0].ToString()
            : "";
        return text.Length == 0 ? Property(issue, "code") : path.Length == 0 ? text : $"{path}: {text}";
    }

    private static string Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
