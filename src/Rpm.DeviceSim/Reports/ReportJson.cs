using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rpm.DeviceSim.Reports;

/// <summary>Reports as JSON.</summary>
internal static class ReportJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>Reads a report; null with what is wrong.</summary>
    public static RunReport? Read(string text, out string? wrong)
    {
        wrong = null;
        try
        {
            var report = JsonSerializer.Deserialize<RunReport>(text, Options);
            wrong = report switch
            {
                null => "is empty",
                { Schema: not RunReport.CurrentSchema } => $"has the form {report.Schema}; this program reads form {RunReport.CurrentSchema}",
                { Target: null } or { Publish: null } or { Alerts: null } or { Generator: null } or { Slices: null } or { Thresholds: null } or { Faults: null } => "is no report of run or load",
                _ => null,
            };
            _ = report?.Latency?.Read();
            return wrong is null ? report : null;
        }
        catch (Exception broken) when (broken is JsonException or FormatException)
        {
            wrong = $"is no report ({broken.Message})";
            return null;
        }
    }
}
