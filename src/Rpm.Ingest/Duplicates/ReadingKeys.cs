using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Rpm.Telemetry;

namespace Rpm.Ingest.Duplicates;

/// <summary>64-bit keys of a reading's identity. They are stored: their definition never changes.</summary>
internal static class ReadingKeys
{
    private const byte IdKind = 1;
    private const byte SlotKind = 2;
    private const int MaxText = 512;

    /// <summary>Key of (device, id).</summary>
    public static ulong Id(in Reading reading)
    {
        Span<byte> buffer = stackalloc byte[MaxText];
        buffer[0] = IdKind;
        var length = 1 + Device(reading.Device, buffer[1..]);
        buffer[length++] = 0;
        reading.Id.Utf8.CopyTo(buffer[length..]);
        return XxHash3.HashToUInt64(buffer[..(length + reading.Id.Length)]);
    }

    /// <summary>Key of (device, kind, millisecond, ordinal).</summary>
    public static ulong Slot(in Reading reading, byte ordinal)
    {
        Span<byte> buffer = stackalloc byte[MaxText];
        buffer[0] = SlotKind;
        buffer[1] = (byte)reading.Kind;
        buffer[2] = ordinal;
        BinaryPrimitives.WriteInt64LittleEndian(buffer[3..], reading.Time.UnixMilliseconds);
        return XxHash3.HashToUInt64(buffer[..(11 + Device(reading.Device, buffer[11..]))]);
    }

    /// <summary>Hash of a sequence number.</summary>
    public static ulong Sequence(long sequence)
    {
        Span<byte> buffer = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(buffer, sequence);
        return XxHash3.HashToUInt64(buffer);
    }

    /// <summary>The device's name, or a hash of it where it is too long for the buffer.</summary>
    private static int Device(string device, Span<byte> buffer)
    {
        const int longest = MaxText - 1 - 1 - ReadingId.MaxLength - 16;
        if (Encoding.UTF8.GetByteCount(device) <= longest)
        {
            return Encoding.UTF8.GetBytes(device, buffer);
        }

        XxHash128.Hash(Encoding.UTF8.GetBytes(device), buffer);
        return 16;
    }
}
