namespace Rpm.DeviceSim.Wire;

/// <summary>A packet that a broker sent to a publisher.</summary>
/// <param name="Type">The packet type, 1 to 15.</param>
/// <param name="PacketId">Of a PUBACK; else 0.</param>
/// <param name="Reason">Reason or return code of CONNACK, PUBACK and DISCONNECT; 0 where none was sent.</param>
/// <param name="Length">Bytes that it took.</param>
internal readonly record struct MqttAnswer(int Type, ushort PacketId, byte Reason, int Length)
{
    public const int ConnAck = 2, PubAck = 4, PingResp = 13, Disconnect = 14;

    /// <summary>Reads the packet at the beginning of <paramref name="bytes"/>; false where it is not there as a whole.</summary>
    /// <exception cref="InvalidDataException">It is not MQTT.</exception>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out MqttAnswer answer)
    {
        answer = default;
        int remaining = 0, at = 1;
        for (var shift = 0; ; shift += 7, at++)
        {
            if (shift > 21)
            {
                throw new InvalidDataException("The length of a packet has more than four bytes.");
            }

            if (at >= bytes.Length)
            {
                return false;
            }

            remaining |= (bytes[at] & 0x7F) << shift;
            if (bytes[at] < 0x80)
            {
                at++;
                break;
            }
        }

        if (bytes.Length - at < remaining)
        {
            return false;
        }

        var body = bytes.Slice(at, remaining);
        var type = bytes[0] >> 4;
        answer = type switch
        {
            PubAck when remaining >= 2 => new(type, (ushort)((body[0] << 8) | body[1]), remaining > 2 ? body[2] : (byte)0, at + remaining),
            ConnAck when remaining >= 2 => new(type, 0, body[1], at + remaining),
            Disconnect => new(type, 0, remaining > 0 ? body[0] : (byte)0, at + remaining),
            PubAck or ConnAck => throw new InvalidDataException($"A packet of type {type} is too short."),
            _ => new(type, 0, 0, at + remaining),
        };
        return true;
    }
}
