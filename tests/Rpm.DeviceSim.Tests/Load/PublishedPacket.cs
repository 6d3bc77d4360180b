using System.Buffers.Binary;
using System.Text;
using Rpm.DeviceSim.Wire;
using Xunit;

namespace Rpm.DeviceSim.Tests.Load;

/// <summary>A PUBLISH read byte by byte as the standard has it (MQTT 3.1.1 and 5.0, section 3.3).</summary>
internal sealed record PublishedPacket(int Qos, string Topic, int PacketId, Dictionary<string, string> Properties, byte[] Payload)
{
    public static PublishedPacket Read(byte[] packet, MqttVersion version)
    {
        Assert.Equal(3, packet[0] >> 4);
        var qos = (packet[0] >> 1) & 3;
        var at = 1;
        var remaining = Number(packet, ref at);
        Assert.Equal(packet.Length - at, remaining);
        var topic = Text(packet, ref at);
        var id = 0;
        if (qos > 0)
        {
            id = BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(at));
            at += 2;
        }

        var properties = new Dictionary<string, string>();
        if (version == MqttVersion.V5)
        {
            var length = Number(packet, ref at);
            for (var end = at + length; at < end;)
            {
                Assert.Equal(0x26, packet[at++]);
                properties.Add(Text(packet, ref at), Text(packet, ref at));
            }
        }

        return new PublishedPacket(qos, topic, id, properties, packet[at..]);
    }

    private static int Number(byte[] packet, ref int at)
    {
        var number = 0;
        for (var shift = 0; ; shift += 7)
        {
            number |= (packet[at] & 0x7F) << shift;
            if (packet[at++] < 0x80)
            {
                return number;
            }
        }
    }

    private static string Text(byte[] packet, ref int at)
    {
        var length = BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(at));
        at += 2 + length;
        return Encoding.UTF8.GetString(packet, at - length, length);
    }
}
