using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using Rpm.Telemetry;
using Rpm.Telemetry.Gatt;

namespace Rpm.DeviceSim.Load;

/// <summary>
/// A PUBLISH with holes of fixed width for packet id, times and reading ids, so that a new, unique reading costs one copy and
/// a few short writes.
/// </summary>
internal sealed class PacketTemplate(byte[] packet, int packetId, int payloadAt, Hole[] holes, int readings, Instant sessionStart)
{
    /// <summary>Length of the packet in bytes.</summary>
    public int Length => packet.Length;

    /// <summary>How many readings it carries.</summary>
    public int Readings => readings;

    /// <summary>Writes the packet; returns its length.</summary>
    /// <param name="time">When the readings were taken.</param>
    public int Write(Span<byte> target, ushort id, Instant time, ulong readingId)
    {
        packet.CopyTo(target);
        if (packetId >= 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(target[packetId..], id);
        }

        foreach (var hole in holes)
        {
            Fill(target[hole.At..], hole, time, readingId);
        }

        return packet.Length;
    }

    /// <summary>The same topic with a payload that is no reading.</summary>
    /// <param name="place">From where on it is broken, 0 to 1.</param>
    public PacketTemplate Garbled(double place)
    {
        var broken = packet.ToArray();
        var at = payloadAt + (int)((packet.Length - payloadAt) * place * 0.9);
        broken.AsSpan(at).Fill(0xFF);
        return new PacketTemplate(broken, packetId, payloadAt, [], 1, sessionStart);
    }

    private void Fill(Span<byte> target, Hole hole, Instant time, ulong readingId)
    {
        switch (hole.Kind)
        {
            case HoleKind.Rfc3339:
                Span<byte> text = stackalloc byte[Rfc3339.MaxLength];
                Rfc3339.Format(text, time, hole.OffsetMinutes);
                text[..23].CopyTo(target);
                break;
            case HoleKind.ReadingId:
                Utf8Formatter.TryFormat(readingId, target, out _, new StandardFormat('x', 16));
                break;
            case HoleKind.UnixSeconds:
                Utf8Formatter.TryFormat(time.UnixMilliseconds / 1000, target, out var length, new StandardFormat('D', 10));
                target[length] = (byte)'.';
                Utf8Formatter.TryFormat(time.UnixMilliseconds % 1000, target[(length + 1)..], out _, new StandardFormat('D', 3));
                break;
            case HoleKind.GattClock:
                Clock(target, time, hole.OffsetMinutes);
                break;
            case HoleKind.GattClockHex:
                Span<byte> clock = stackalloc byte[7];
                Clock(clock, time, hole.OffsetMinutes);
                Hex(target, clock);
                break;
            case HoleKind.CgmRecord:
                Record(target[..target[0]], time);
                break;
            default:
                Span<byte> record = stackalloc byte[GattReadings.MaxWrittenLength];
                Convert.FromHexString(target[..2], record, out _, out _);
                record = record[..record[0]];
                Convert.FromHexString(target[..(record.Length * 2)], record, out _, out _);
                Record(record, time);
                Hex(target, record);
                break;
        }
    }

    // A CGM record: its size, flags, glucose, minutes since the start of the session, and what follows, at the end the E2E-CRC.
    private void Record(Span<byte> record, Instant time)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(record[4..], Minutes(time));
        BinaryPrimitives.WriteUInt16LittleEndian(record[^2..], GattCrc.Of(record[..^2]));
    }

    private ushort Minutes(Instant time) => (ushort)Math.Clamp((time - sessionStart).TotalMinutes, 0, ushort.MaxValue);

    private static void Clock(Span<byte> target, Instant time, short offsetMinutes)
    {
        var local = time.ToDateTimeOffset().AddMinutes(offsetMinutes);
        BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)local.Year);
        (target[2], target[3], target[4], target[5], target[6]) = ((byte)local.Month, (byte)local.Day, (byte)local.Hour, (byte)local.Minute, (byte)local.Second);
    }

    private static void Hex(Span<byte> target, ReadOnlySpan<byte> bytes)
    {
        Span<char> digits = stackalloc char[bytes.Length * 2];
        Convert.TryToHexString(bytes, digits, out _);
        for (var i = 0; i < digits.Length; i++)
        {
            target[i] = (byte)digits[i];
        }
    }
}
