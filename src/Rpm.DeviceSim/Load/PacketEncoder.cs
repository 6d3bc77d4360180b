using System.Buffers;
using System.Globalization;
using System.Text;
using Rpm.DeviceSim.Publishing;
using Rpm.DeviceSim.Wire;
using Rpm.Telemetry;
using Rpm.Telemetry.Gatt;
using Rpm.Telemetry.Json;
using Rpm.Telemetry.SenMl;

namespace Rpm.DeviceSim.Load;

/// <summary>
/// Makes prepared packets of readings: they are written once with a time and an id that occur nowhere else, and what was written
/// there becomes a hole.
/// </summary>
internal sealed class PacketEncoder(PayloadFormat format, MqttVersion version, int qos, string prefix, string gateway)
{
    /// <summary>Before anything that is simulated; its text and its bytes are looked for.</summary>
    private static readonly Instant Mark = new(1_234_567_890_123);

    private static readonly byte[] MarkId = Encoding.UTF8.GetBytes("c0ffee5eedc0ffee");
    private static readonly byte[] MarkClock = [0xD9, 0x07, 2, 13, 23, 31, 30];

    private static ReadOnlySpan<byte> MarkText => "2009-02-13T23:31:30.123"u8;

    private readonly ArrayBufferWriter<byte> _payload = new(512);

    /// <summary>Whether a reading in this format can carry the mark <c>test</c>. A Bluetooth characteristic cannot.</summary>
    public static bool CarriesTest(PayloadFormat format) => format != PayloadFormat.Gatt;

    /// <summary>The packet of one reading, or of several in a batch.</summary>
    /// <exception cref="NotSupportedException">The format does not carry the reading.</exception>
    public PacketTemplate Encode(ReadOnlySpan<Reading> readings)
    {
        _payload.ResetWrittenCount();
        var first = readings[0];
        if (format == PayloadFormat.Gatt)
        {
            return Gatt(first);
        }

        var holes = new List<Hole>();
        ReadingId.TryCreate(MarkId, out var id);
        string topic;
        if (format == PayloadFormat.Batch)
        {
            var marked = readings.ToArray();
            for (var i = 0; i < marked.Length; i++)
            {
                (marked[i].Id, marked[i].Time) = (id, Local(marked[i].OffsetMinutes));
            }

            JsonReadings.WriteBatch(_payload, marked);
            topic = $"{prefix}/up/{gateway}/batch";
        }
        else
        {
            (first.Id, first.Time) = (id, format == PayloadFormat.Json ? Local(first.OffsetMinutes) : Mark);
            if (format == PayloadFormat.Json)
            {
                JsonReadings.Write(_payload, first);
                topic = ReadingPayload.Topic(prefix, first.Device, first.Kind);
            }
            else
            {
                SenMlReadings.Write(_payload, first);
                topic = $"{prefix}/up/{first.Device}/senml";
            }
        }

        var packet = MqttPackets.Publish(version, qos, topic, _payload.WrittenSpan, [], out var packetId, out var payloadAt, out _);
        Find(packet, payloadAt, MarkId, HoleKind.ReadingId, 0, holes);
        if (format == PayloadFormat.SenMl)
        {
            Find(packet, payloadAt, "1234567890.123"u8, HoleKind.UnixSeconds, 0, holes);
        }
        else
        {
            Find(packet, payloadAt, MarkText, HoleKind.Rfc3339, first.OffsetMinutes, holes);
        }

        return new PacketTemplate(packet, packetId, payloadAt, [.. holes], readings.Length, Mark);
    }

    // The mark's own text reads the same in every zone.
    private static Instant Local(short offsetMinutes) => Mark - TimeSpan.FromMinutes(offsetMinutes);

    private PacketTemplate Gatt(Reading reading)
    {
        var session = reading.Time - TimeSpan.FromHours(12);
        var offset = reading.OffsetMinutes;
        if (reading.Kind == Kind.Cgm)
        {
            reading.Time = session;
        }
        else
        {
            reading.Time = Local(offset);
        }

        Span<byte> value = stackalloc byte[GattReadings.MaxWrittenLength];
        if (!GattReadings.TryWrite(reading, session, value, out var characteristic, out var length))
        {
            throw new NotSupportedException($"No characteristic carries a {Kinds.Name(reading.Kind)} reading in {Unit(reading)}.");
        }

        value = value[..length];
        var holes = new List<Hole>();
        var clockAt = reading.Kind == Kind.Cgm ? 0 : value.IndexOf(MarkClock);
        var uuid = ((ushort)characteristic).ToString("X4", CultureInfo.InvariantCulture);
        var zone = string.Create(CultureInfo.InvariantCulture, $"{(offset < 0 ? '-' : '+')}{Math.Abs(offset) / 60:d2}:{Math.Abs(offset) % 60:d2}");
        const string Received = "2009-02-13T23:31:30.123Z";
        if (version == MqttVersion.V5)
        {
            List<(string, string)> properties = [("received", Received), ("zone", zone)];
            if (reading.Kind == Kind.Cgm)
            {
                properties.Add(("session-start", session.ToString()));
            }

            var packet = MqttPackets.Publish(
                version, qos, $"{prefix}/up/{reading.Device}/gatt/{uuid}", value, properties, out var packetId, out var payloadAt, out var propertiesAt);
            Find(packet.AsSpan(0, payloadAt), propertiesAt, MarkText, HoleKind.Rfc3339, 0, holes);
            holes.Add(new Hole(reading.Kind == Kind.Cgm ? HoleKind.CgmRecord : HoleKind.GattClock, payloadAt + clockAt, offset));
            return new PacketTemplate(packet, packetId, payloadAt, [.. holes], 1, session);
        }

        var start = reading.Kind == Kind.Cgm ? $",\"session-start\":\"{session}\"" : "";
        var head = $"{{\"uuid\":\"{uuid}\",\"value\":\"";
        var text = Encoding.UTF8.GetBytes($"{head}{Convert.ToHexString(value)}\",\"received\":\"{Received}\",\"zone\":\"{zone}\"{start}}}");
        var enveloped = MqttPackets.Publish(version, qos, $"{prefix}/up/{reading.Device}/gatt", text, [], out var envelopedId, out var textAt, out _);
        Find(enveloped, textAt, MarkText, HoleKind.Rfc3339, 0, holes);
        holes.Add(new Hole(reading.Kind == Kind.Cgm ? HoleKind.CgmRecordHex : HoleKind.GattClockHex, textAt + head.Length + (clockAt * 2), offset));
        return new PacketTemplate(enveloped, envelopedId, textAt, [.. holes], 1, session);
    }

    private static string Unit(in Reading reading) => reading.Values.Count == 0 ? "no unit" : Units.Ucum(reading.Values[0].Quantity.Unit);

    private static void Find(ReadOnlySpan<byte> packet, int from, ReadOnlySpan<byte> mark, HoleKind kind, short offsetMinutes, List<Hole> holes)
    {
        for (var at = from; packet[at..].IndexOf(mark) is >= 0 and var next; at += next + mark.Length)
        {
            holes.Add(new Hole(kind, at + next, offsetMinutes));
        }
    }
}
