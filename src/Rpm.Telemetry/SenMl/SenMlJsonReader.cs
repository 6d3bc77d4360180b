using System.Text.Json;

namespace Rpm.Telemetry.SenMl;

/// <summary>Reads the records of a SenML JSON pack.</summary>
internal static class SenMlJsonReader
{
    private const int MaxDepth = 64;

    /// <summary>Reads the pack; the reason to refuse it as a whole where it is no pack.</summary>
    /// <exception cref="JsonException">Not JSON.</exception>
    public static RejectReason Read(ReadOnlySpan<byte> payload, int most, ref SenMlPack pack)
    {
        var reader = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            reader.Read();
            return RejectReason.Malformed;
        }

        var isPack = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (pack.Read == most)
            {
                return RejectReason.TooLarge;
            }

            if (reader.TokenType != JsonTokenType.StartObject)
            {
                isPack = false;
                reader.Skip();
                continue;
            }

            ReadRecord(ref reader, ref pack);
        }

        reader.Read(); // throws where anything follows the document
        return isPack ? RejectReason.None : RejectReason.Malformed;
    }

    private static void ReadRecord(ref Utf8JsonReader reader, ref SenMlPack pack)
    {
        var fields = default(SenMlFields);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var label = LabelOf(reader);
            fields.MustUnderstand |= label == SenMlLabel.None && reader.ValueSpan.Length > 0 && reader.ValueSpan[^1] == '_';
            reader.Read();
            var taken = reader.TokenType switch
            {
                // No name and no unit may hold what needs an escape.
                JsonTokenType.String when !reader.ValueIsEscaped || label == SenMlLabel.TextValue =>
                    fields.Set(label, new SenMlText((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length, reader.ValueIsEscaped)),
                JsonTokenType.Number => fields.Set(label, SenMlNumber.Parse(reader.ValueSpan)),
                JsonTokenType.True or JsonTokenType.False => fields.Set(label, reader.TokenType == JsonTokenType.True),
                JsonTokenType.Null => true,
                _ => false,
            };
            if (!taken)
            {
                fields.SetInvalid(label);
            }

            reader.Skip();
        }

        pack.Add(fields);
    }

    private static SenMlLabel LabelOf(in Utf8JsonReader reader)
    {
        var name = reader.ValueSpan;
        return name.Length switch
        {
            1 => name[0] switch
            {
                (byte)'n' => SenMlLabel.Name,
                (byte)'u' => SenMlLabel.Unit,
                (byte)'v' => SenMlLabel.Value,
                (byte)'t' => SenMlLabel.Time,
                (byte)'s' => SenMlLabel.Ignored,
                _ => SenMlLabel.None,
            },
            2 when name[0] == 'b' => name[1] switch
            {
                (byte)'n' => SenMlLabel.BaseName,
                (byte)'t' => SenMlLabel.BaseTime,
                (byte)'u' => SenMlLabel.BaseUnit,
                (byte)'v' => SenMlLabel.BaseValue,
                (byte)'s' => SenMlLabel.Ignored,
                _ => SenMlLabel.None,
            },
            2 when name[0] == 'v' => name[1] switch
            {
                (byte)'s' => SenMlLabel.TextValue,
                (byte)'b' => SenMlLabel.BooleanValue,
                (byte)'d' => SenMlLabel.Ignored,
                _ => SenMlLabel.None,
            },
            2 when name.SequenceEqual("ut"u8) => SenMlLabel.Ignored,
            4 when name.SequenceEqual("bver"u8) => SenMlLabel.BaseVersion,
            _ => SenMlLabel.None,
        };
    }
}
