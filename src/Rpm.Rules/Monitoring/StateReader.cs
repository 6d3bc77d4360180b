using System.Buffers.Binary;
using System.Text;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>Reads what <see cref="StateWriter"/> wrote.</summary>
/// <exception cref="InvalidDataException">The bytes end early or are no state.</exception>
internal ref struct StateReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool AtEnd => _rest.IsEmpty;

    public byte Byte()
    {
        if (_rest.IsEmpty)
        {
            throw new InvalidDataException("A patient's state ends too early.");
        }

        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    public bool Flag() => Byte() != 0;

    public long Number()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if ((next & 0x80) == 0)
            {
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }

        throw new InvalidDataException("A patient's state holds a number that is too long.");
    }

    /// <summary>A number of things that follow, each at least one byte long.</summary>
    public int Count()
    {
        var count = Number();
        return count >= 0 && count <= _rest.Length ? (int)count : throw new InvalidDataException("A patient's state ends too early.");
    }

    public Instant Time() => new(Number());

    public Instant OpenTime() => Flag() ? Time() : Instant.Max;

    public ulong Mark()
    {
        if (_rest.Length < 8)
        {
            throw new InvalidDataException("A patient's state ends too early.");
        }

        var mark = BinaryPrimitives.ReadUInt64LittleEndian(_rest);
        _rest = _rest[8..];
        return mark;
    }

    public Instant? OptionalTime() => Flag() ? Time() : null;

    public string? OptionalText()
    {
        if (!Flag())
        {
            return null;
        }

        var length = Count();
        var text = Encoding.UTF8.GetString(_rest[..length]);
        _rest = _rest[length..];
        return text;
    }

    public string Text() => OptionalText() ?? throw new InvalidDataException("A patient's state lacks a text.");

    public Quantity Quantity()
    {
        var mantissa = Number();
        return new Quantity(mantissa, Byte(), (Unit)Byte(), (Comparator)Byte());
    }

    public Quantity? OptionalQuantity() => Flag() ? Quantity() : null;
}
