using System.Text.Json;
using System.Text.Json.Serialization;
using Rpm.Telemetry;

namespace Rpm.Ingest.Alerts;

/// <summary>A quantity as <c>[mantissa, decimals, unit, comparator]</c>: exact, whatever its size.</summary>
internal sealed class StoredQuantityConverter : JsonConverter<Quantity>
{
    public override Quantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("A stored quantity is an array of four numbers.");
        }

        reader.Read();
        var mantissa = reader.GetInt64();
        reader.Read();
        var decimals = reader.GetByte();
        reader.Read();
        var unit = (Unit)reader.GetByte();
        reader.Read();
        var comparator = (Comparator)reader.GetByte();
        reader.Read();
        return reader.TokenType == JsonTokenType.EndArray
            ? new Quantity(mantissa, decimals, unit, comparator)
            : throw new JsonException("A stored quantity is an array of four numbers.");
    }

    public override void Write(Utf8JsonWriter writer, Quantity value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.Mantissa);
        writer.WriteNumberValue(value.Decimals);
        writer.WriteNumberValue((byte)value.Unit);
        writer.WriteNumberValue((byte)value.Comparator);
        writer.WriteEndArray();
    }
}
