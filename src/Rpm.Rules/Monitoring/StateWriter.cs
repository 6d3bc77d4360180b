using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>Writes the primitives of a patient's state: integers as varints (signed ones zigzag), text as UTF-8 behind its length.</summary>
internal readonly ref struct StateWriter(IBufferWriter<byte> buffer)
{
    public void Byte(byte value)
    {
        buffer.GetSpan(1)[0] = value;
        buffer.Advance(1);
    }

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Number(long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        var span = buffer.GetSpan(10);
        var length = 0;
        do
        {
            span[length] = (byte)(rest & 0x7F);
            rest >>= 7;
            span[length++] |= rest != 0 ? (byte)0x80 : (byte)0;
        }
        while (rest != 0);
        buffer.Advance(length);
    }

    public void Time(Instant time) => Number(time.UnixMilliseconds);

    public void Time(Instant? time)
    {
        Flag(time is not null);
        if (time is { } given)
        {
            Time(given);
        }
    }

    /// <summary>A time of which "never" is the usual one.</summary>
    public void OpenTime(Instant time)
    {
        Flag(time != Instant.Max);
        if (time != Instant.Max)
        {
            Time(time);
        }
    }

    public void Mark(ulong mark)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(buffer.GetSpan(8), mark);
        buffer.Advance(8);
    }

    public void Text(string? text)
    {
        Flag(text is not null);
        if (text is not null)
        {
            var length = Encoding.UTF8.GetByteCount(text);
            Number(length);
            buffer.Advance(Encoding.UTF8.GetBytes(text, buffer.GetSpan(length)));
        }
    }

    public void Quantity(Quantity quantity)
    {
        Number(quantity.Mantissa);
        Byte(quantity.Decimals);
        Byte((byte)quantity.Unit);
        Byte((byte)quantity.Comparator);
    }

    public void Quantity(Quantity? quantity)
    {
        Flag(quantity is not null);
        if (quantity is { } given)
        {
            Quantity(given);
        }
    }
}
