using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Rpm.DeviceSim.Publishing;

namespace Rpm.DeviceSim.Wire;

/// <summary>The packets that a publisher sends, as bytes (OASIS MQTT 3.1.1 and 5.0).</summary>
internal static class MqttPackets
{
    private const byte UserProperty = 0x26;
    private const byte PublishQos0 = 0x30;
    private const byte PublishQos1 = 0x32;

    /// <summary>PINGREQ.</summary>
    public static ReadOnlyMemory<byte> Ping { get; } = new byte[] { 0xC0, 0 };

    /// <summary>DISCONNECT without reason: normal in both versions.</summary>
    public static ReadOnlyMemory<byte> Disconnect { get; } = new byte[] { 0xE0, 0 };

    /// <summary>CONNECT for a session that begins and ends with the connection.</summary>
    /// <param name="keepAlive">Seconds; 0 = the broker is not to watch.</param>
    public static byte[] Connect(MqttVersion version, string clientId, BrokerAddress broker, ushort keepAlive)
    {
        var body = new ArrayBufferWriter<byte>(64);
        Text(body, "MQTT");
        var flags = 0x02 | (broker.Username is null ? 0 : 0x80) | (broker.Password is null || broker.Username is null ? 0 : 0x40);
        body.Write<byte>([(byte)version, (byte)flags, (byte)(keepAlive >> 8), (byte)keepAlive]);
        if (version == MqttVersion.V5)
        {
            body.Write<byte>([0]);
        }

        Text(body, clientId);
        if (broker.Username is { } name)
        {
            Text(body, name);
            if (broker.Password is { } password)
            {
                Text(body, password);
            }
        }

        return Packet(0x10, body.WrittenSpan);
    }

    /// <summary>PUBLISH; the packet id is left zero.</summary>
    /// <param name="properties">User properties, MQTT 5 only.</param>
    /// <param name="packetId">Where the packet id stands; -1 with QoS 0, which has none.</param>
    /// <param name="payloadAt">Where the payload begins.</param>
    /// <param name="propertiesAt">Where the user properties begin.</param>
    public static byte[] Publish(
        MqttVersion version, int qos, string topic, ReadOnlySpan<byte> payload, IReadOnlyList<(string Name, string Value)> properties,
        out int packetId, out int payloadAt, out int propertiesAt)
    {
        var body = new ArrayBufferWriter<byte>(topic.Length + payload.Length + 64);
        Text(body, topic);
        packetId = qos == 0 ? -1 : body.WrittenCount;
        if (qos > 0)
        {
            body.Write<byte>([0, 0]);
        }

        propertiesAt = body.WrittenCount;
        if (version == MqttVersion.V5)
        {
            var written = new ArrayBufferWriter<byte>(64);
            foreach (var (name, value) in properties)
            {
                written.Write<byte>([UserProperty]);
                Text(written, name);
                Text(written, value);
            }

            Length(body, written.WrittenCount);
            body.Write(written.WrittenSpan);
        }

        payloadAt = body.WrittenCount;
        body.Write(payload);
        var packet = Packet(qos == 0 ? PublishQos0 : PublishQos1, body.WrittenSpan);
        var header = packet.Length - body.WrittenCount;
        packetId = packetId < 0 ? -1 : packetId + header;
        payloadAt += header;
        propertiesAt += header;
        return packet;
    }

    private static byte[] Packet(byte type, ReadOnlySpan<byte> body)
    {
        var packet = new ArrayBufferWriter<byte>(body.Length + 5);
        packet.Write<byte>([type]);
        Length(packet, body.Length);
        packet.Write(body);
        return packet.WrittenSpan.ToArray();
    }

    private static void Length(ArrayBufferWriter<byte> output, int length)
    {
        do
        {
            var seven = (byte)(length & 0x7F);
            length >>= 7;
            output.Write<byte>([length > 0 ? (byte)(seven | 0x80) : seven]);
        }
        while (length > 0);
    }

    private static void Text(ArrayBufferWriter<byte> output, string text)
    {
        var count = Encoding.UTF8.GetByteCount(text);
        BinaryPrimitives.WriteUInt16BigEndian(output.GetSpan(2), (ushort)count);
        output.Advance(2);
        Encoding.UTF8.GetBytes(text, output);
    }
}
