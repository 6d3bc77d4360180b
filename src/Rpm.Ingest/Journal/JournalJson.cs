using System.Text.Json;
using System.Text.Json.Serialization;
using Rpm.Telemetry;

namespace Rpm.Ingest.Journal;

/// <summary>The stored form of entries other than readings.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(JournalEntry))]
[JsonSerializable(typeof(Registry.Patient))]
[JsonSerializable(typeof(Registry.Device))]
[JsonSerializable(typeof(Registry.Enrolment))]
[JsonSerializable(typeof(IReadOnlyList<Registry.Enrolment>))]
[JsonSerializable(typeof(Registry.ActivePack))]
[JsonSerializable(typeof(Registry.GatewayState))]
internal sealed partial class JournalJson : JsonSerializerContext
{
    /// <summary>An instant is stored as its milliseconds.</summary>
    internal sealed class InstantConverter : JsonConverter<Instant>
    {
        public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) => writer.WriteNumberValue(value.UnixMilliseconds);
    }
}
