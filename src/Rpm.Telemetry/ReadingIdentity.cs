using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Rpm.Telemetry;

/// <summary>
/// When two readings are the same one (contract, section "The same reading twice"). The hashes are stored and compared with those
/// of later versions: what goes into them, and how, must never change.
/// </summary>
/// <remarks>
/// Content is what was measured: kind, time, members (numbers by value: 98 and 98.0 are the same content), unit as sent, low or
/// high, quality, user slot, typed in, test, and a status reading's texts. Not content: the offset that the time was written with,
/// id, seq, backfill, receipt, dropped members, the device's own clock. All integers little-endian.
/// </remarks>
public static class ReadingIdentity
{
    private const int ValueSize = 11;
    private const int ContentSize = 16 + (MeasureValues.Capacity * ValueSize) + 16;

    /// <summary>64-bit hash of the content: XXH3 over a canonical form. Allocates nothing.</summary>
    public static ulong ContentHash(in Reading reading)
    {
        Span<byte> form = stackalloc byte[ContentSize];
        form.Clear();
        form[0] = 1; // version of the form
        form[1] = (byte)reading.Kind;
        BinaryPrimitives.WriteInt64LittleEndian(form[2..], reading.Time.UnixMilliseconds);
        BinaryPrimitives.WriteInt16LittleEndian(form[10..], reading.User);
        BinaryPrimitives.WriteUInt16LittleEndian(form[12..], (ushort)reading.Quality);
        form[14] = (byte)(reading.Flags & (ReadingFlags.Manual | ReadingFlags.Test));
        form[15] = (byte)reading.Values.Count;
        var at = 16;

        // By number of the measure, whatever order a decoder used.
        var last = -1;
        for (var i = 0; i < reading.Values.Count; i++)
        {
            var next = NextMeasure(reading.Values, last);
            last = (int)next.Measure;
            var (mantissa, decimals) = Normalize(next.Quantity);
            form[at] = (byte)next.Measure;
            BinaryPrimitives.WriteInt64LittleEndian(form[(at + 1)..], mantissa);
            form[at + 9] = decimals;
            form[at + 10] = (byte)(((byte)next.Quantity.Unit << 2) | (byte)next.Quantity.Comparator);
            at += ValueSize;
        }

        if (reading.Status is { } status)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(form[at..], TextHash(status.Error));
            BinaryPrimitives.WriteUInt64LittleEndian(form[(at + 8)..], TextHash(status.Firmware));
            at += 16;
        }

        return XxHash3.HashToUInt64(form[..at]);
    }

    /// <summary>
    /// 128-bit hash of the key: device and id where the reading has an id; otherwise device, kind, time and seq where it has a
    /// seq; otherwise device, kind, time and content. Two readings with one key are duplicates when their content hash is the
    /// same too, and conflicting when it is not (which the third form excludes).
    /// </summary>
    public static UInt128 Key(in Reading reading) => Key(reading, ContentHash(reading));

    /// <inheritdoc cref="Key(in Reading)"/>
    /// <param name="reading">The reading.</param>
    /// <param name="contentHash">Its <see cref="ContentHash"/>, where it is known already.</param>
    public static UInt128 Key(in Reading reading, ulong contentHash)
    {
        if (!reading.Id.IsEmpty)
        {
            return Hash(KeyForm.Id, reading.Device, reading.Id.Utf8);
        }

        Span<byte> rest = stackalloc byte[17];
        rest[0] = (byte)reading.Kind;
        BinaryPrimitives.WriteInt64LittleEndian(rest[1..], reading.Time.UnixMilliseconds);
        if (reading.Sequence is { } sequence)
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest[9..], sequence);
            return Hash(KeyForm.Sequence, reading.Device, rest);
        }

        BinaryPrimitives.WriteUInt64LittleEndian(rest[9..], contentHash);
        return Hash(KeyForm.Content, reading.Device, rest);
    }

    // The device's length stands before it, so that no device and id can look like another device and id.
    private static UInt128 Hash(KeyForm form, string device, ReadOnlySpan<byte> rest)
    {
        const int InPlace = 512;
        var most = 5 + Encoding.UTF8.GetMaxByteCount(device.Length) + rest.Length;
        var bytes = most <= InPlace ? stackalloc byte[InPlace] : new byte[most];
        bytes[0] = (byte)form;
        var length = Encoding.UTF8.GetBytes(device, bytes[5..]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[1..], length);
        rest.CopyTo(bytes[(5 + length)..]);
        return XxHash128.HashToUInt128(bytes[..(5 + length + rest.Length)]);
    }

    private static MeasureValue NextMeasure(in MeasureValues values, int after)
    {
        var found = default(MeasureValue);
        for (var i = 0; i < values.Count; i++)
        {
            var value = values[i];
            if ((int)value.Measure > after && (found.Measure == default || value.Measure < found.Measure))
            {
                found = value;
            }
        }

        return found;
    }

    private static (long Mantissa, byte Decimals) Normalize(Quantity quantity)
    {
        var (mantissa, decimals) = (quantity.Mantissa, quantity.Decimals);
        while (decimals > 0 && mantissa % 10 == 0)
        {
            mantissa /= 10;
            decimals--;
        }

        return (mantissa, decimals);
    }

    // Absent and empty differ.
    private static ulong TextHash(string? text)
    {
        const int InPlace = 512;
        if (text is null)
        {
            return 0;
        }

        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var utf8 = most <= InPlace ? stackalloc byte[InPlace] : new byte[most];
        return XxHash3.HashToUInt64(utf8[..Encoding.UTF8.GetBytes(text, utf8)], seed: 1);
    }

    private enum KeyForm : byte
    {
        Id = 1,
        Sequence = 2,
        Content = 3,
    }
}
