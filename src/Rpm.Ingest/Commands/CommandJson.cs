using System.Text.Encodings.Web;
using System.Text.Json;

namespace Rpm.Ingest.Commands;

/// <summary>JSON that a command prints.</summary>
internal static class CommandJson
{
    // It goes to a terminal or a file, not into a page.
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task WriteAsync(TextWriter output, object value) => output.WriteLineAsync(JsonSerializer.Serialize(value, Options));

    /// <summary>An answer of the API.</summary>
    public static T Read<T>(string text) =>
        JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web) ?? throw new InvalidDataException("The engine's answer is empty.");
}
