using CsCheck;
using Rpm.DeviceSim.Wire;
using Xunit;

namespace Rpm.DeviceSim.Tests.Load;

public sealed class MqttAnswerTests
{
    [Fact]
    public void TryRead_BytesInAnyParts_GivesEveryPacketOnce() =>
        Gen.Select(Gen.Int[1, 65_535], Gen.Int[0, 3]).Array[1, 30].Sample(packets =>
        {
            var bytes = packets.SelectMany(p => Bytes(p.Item1, p.Item2)).ToArray();
            var got = new List<int>();
            for (int from = 0, to = 1; to <= bytes.Length; to++)
            {
                while (MqttAnswer.TryRead(bytes.AsSpan(from, to - from), out var answer))
                {
                    from += answer.Length;
                    if (answer.Type == MqttAnswer.PubAck)
                    {
                        got.Add(answer.PacketId);
                    }
                }
            }

            Assert.Equal(packets.Where(p => p.Item2 != 3).Select(p => p.Item1), got);
        });

    [Fact]
    public void TryRead_Reasons_AreThoseOfTheStandard()
    {
        Assert.True(MqttAnswer.TryRead([0x40, 3, 0, 5, 0x97], out var refused));
        Assert.Equal((MqttAnswer.PubAck, 5, 0x97), (refused.Type, refused.PacketId, refused.Reason));
        Assert.True(MqttAnswer.TryRead([0x20, 3, 0, 0x86, 0], out var connack));
        Assert.Equal((MqttAnswer.ConnAck, 0x86), (connack.Type, connack.Reason));
        Assert.True(MqttAnswer.TryRead([0xE0, 2, 0x8D, 0], out var disconnect));
        Assert.Equal((MqttAnswer.Disconnect, 0x8D), (disconnect.Type, disconnect.Reason));
        Assert.Throws<InvalidDataException>(() => MqttAnswer.TryRead([0x40, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], out _));
        Assert.Throws<InvalidDataException>(() => MqttAnswer.TryRead([0x40, 1, 0], out _));
    }

    // A PUBACK without reason, with one, with properties; a PINGRESP between them.
    private static byte[] Bytes(int id, int way) => way switch
    {
        0 => [0x40, 2, (byte)(id >> 8), (byte)id],
        1 => [0x40, 3, (byte)(id >> 8), (byte)id, 0x10],
        2 => [0x40, 9, (byte)(id >> 8), (byte)id, 0, 5, 0x1F, 0, 2, (byte)'o', (byte)'k'],
        _ => [0xD0, 0],
    };
}
