using System.Text.Json;
using System.Text.Json.Serialization;
using Rpm.Telemetry;

namespace Rpm.Ingest.Alerts;

/// <summary>An instant as its milliseconds, so that <see cref="Instant.Min"/> and <see cref="Instant.Max"/> survive too.</summary>
internal sealed class StoredInstantConverter : JsonConverter<Instant>
{
    public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.UnixMilliseconds);
}
