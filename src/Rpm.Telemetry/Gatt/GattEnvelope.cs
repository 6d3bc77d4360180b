using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Rpm.Telemetry.Json;

namespace Rpm.Telemetry.Gatt;

/// <summary>
/// The JSON form of a value, for senders that have no user properties (MQTT 3.1.1) and over HTTP:
/// <c>{ "uuid", "value": hex, "received", "zone", "session-start", "context" }</c> on <c>up/{deviceId}/gatt</c>.
/// </summary>
public static class GattEnvelope
{
    private const int LongestText = 128;
    private const int MaxDepth = 64;
    private const int RoomForEscapes = 2048;

    /// <summary>Decodes one envelope. Never throws for what a payload holds; allocates nothing for a value that is accepted.</summary>
    /// <param name="payload">UTF-8.</param>
    /// <param name="context">Names the device.</param>
    /// <param name="batch">Gets the readings and rejections.</param>
    public static void Decode(ReadOnlySpan<byte> payload, in DecodeContext context, ReadingBatch batch)
    {
        if (!Utf8.IsValid(payload))
        {
            Refuse(RejectReason.NotJson, "the payload is not UTF-8", context, batch);
            return;
        }

        try
        {
            Read(payload, context, batch);
        }
        catch (JsonException broken)
        {
            Refuse(RejectReason.NotJson, $"not JSON at line {(broken.LineNumber ?? 0) + 1}, byte {(broken.BytePositionInLine ?? 0) + 1}", context, batch);
        }
    }

    private static void Read(ReadOnlySpan<byte> payload, in DecodeContext context, ReadingBatch batch)
    {
        var reader = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            reader.Read();
            Refuse(RejectReason.Malformed, "the payload is not an object", context, batch);
            return;
        }

        Span<byte> value = stackalloc byte[GattReadings.MaxValueLength];
        Span<byte> room = stackalloc byte[RoomForEscapes];
        var frame = new GattFrame { Value = value, Received = room[..0] };
        ReadOnlySpan<byte> uuid = room[..0], hex = room[..0];
        var fault = "";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = MemberOf(reader);
            reader.Read();
            if (member == Member.None || reader.TokenType == JsonTokenType.Null)
            {
                reader.Skip();
                continue;
            }

            if (reader.TokenType != JsonTokenType.String || !TryText(reader, ref room, out var text))
            {
                fault = $"{Name(member)} is not a string, or a very long one";
                reader.Skip();
                continue;
            }

            switch (member)
            {
                case Member.Uuid:
                    uuid = text;
                    break;
                case Member.Value:
                    hex = text;
                    break;
                case Member.Received:
                    frame.Received = text;
                    break;
                case Member.Zone:
                    frame.Zone = text;
                    break;
                case Member.SessionStart:
                    frame.SessionStart = text;
                    break;
                default:
                    frame.Context = text;
                    break;
            }
        }

        reader.Read(); // throws where anything follows the document
        Span<char> name = stackalloc char[LongestText];
        if (fault.Length > 0)
        {
            Refuse(RejectReason.InvalidValue, fault, context, batch);
        }
        else if (uuid.IsEmpty || uuid.Length > LongestText || !GattUuid.TryParse(name[..Encoding.UTF8.GetChars(uuid, name)], out var characteristic))
        {
            Refuse(RejectReason.UnknownKind, "uuid is not that of a characteristic", context, batch);
        }
        else if (!GattHex.TryDecode(hex, value, out var length))
        {
            Refuse(RejectReason.Malformed, $"value is not hexadecimal digits in pairs, at most {GattReadings.MaxValueLength} bytes", context, batch);
        }
        else
        {
            frame.Value = value[..length];
            GattReadings.Decode(characteristic, frame, context, batch);
        }
    }

    // Some encoders escape the + of an offset. Each text with an escape takes its part of the room.
    private static bool TryText(in Utf8JsonReader reader, ref Span<byte> room, out ReadOnlySpan<byte> text)
    {
        text = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            return true;
        }

        if (text.Length > room.Length)
        {
            return false;
        }

        var length = JsonText.Unescape(text, room);
        text = room[..Math.Max(0, length)];
        room = room[Math.Max(0, length)..];
        return length >= 0;
    }

    private static Member MemberOf(in Utf8JsonReader reader) =>
        reader.ValueTextEquals("uuid"u8) ? Member.Uuid
        : reader.ValueTextEquals("value"u8) ? Member.Value
        : reader.ValueTextEquals("received"u8) ? Member.Received
        : reader.ValueTextEquals("zone"u8) ? Member.Zone
        : reader.ValueTextEquals("session-start"u8) ? Member.SessionStart
        : reader.ValueTextEquals("context"u8) ? Member.Context
        : Member.None;

    private static string Name(Member member) => member == Member.SessionStart ? "session-start" : member.ToString().ToLowerInvariant();

    private static void Refuse(RejectReason reason, string detail, in DecodeContext context, ReadingBatch batch) =>
        batch.Reject(new Rejection(-1, reason, detail, context.Device));

    private enum Member
    {
        None,
        Uuid,
        Value,
        Received,
        Zone,
        SessionStart,
        Context,
    }
}
