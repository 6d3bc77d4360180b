using System.Text;
using Rpm.Telemetry;
using Rpm.Telemetry.Gatt;

namespace Rpm.Ingest.Pipeline;

/// <summary>A raw GATT value on its topic: the characteristic is in the topic, the rest in MQTT 5 user properties.</summary>
internal static class GattProperties
{
    private const int LongestText = 128;

    /// <summary>Decodes the value; a property that occurs twice counts as the last.</summary>
    public static void Decode(Frame frame, ReadOnlySpan<char> uuid, in DecodeContext context, ReadingBatch batch)
    {
        if (!GattUuid.TryParse(uuid, out var characteristic))
        {
            batch.Reject(new Rejection(-1, RejectReason.UnknownKind, "the last level of the topic is not the UUID of a characteristic", context.Device));
            return;
        }

        Span<byte> text = stackalloc byte[4 * LongestText];
        var value = new GattFrame { Value = frame.Payload.Span, Received = text[..0] };
        for (var i = 0; i < frame.UserProperties.Count; i++)
        {
            var (name, sent) = frame.UserProperties[i];
            var slot = name switch { "received" => 0, "zone" => 1, "session-start" => 2, "context" => 3, _ => -1 };
            if (slot < 0)
            {
                continue;
            }

            // Cut, a text is none of those that are accepted, and is refused as such.
            var place = text.Slice(slot * LongestText, LongestText);
            Encoding.UTF8.TryGetBytes(sent.AsSpan(0, Math.Min(sent.Length, LongestText / 3)), place, out var length);
            ReadOnlySpan<byte> utf8 = place[..length];
            switch (slot)
            {
                case 0:
                    value.Received = utf8;
                    break;
                case 1:
                    value.Zone = utf8;
                    break;
                case 2:
                    value.SessionStart = utf8;
                    break;
                default:
                    value.Context = utf8;
                    break;
            }
        }

        GattReadings.Decode(characteristic, value, context, batch);
    }
}
