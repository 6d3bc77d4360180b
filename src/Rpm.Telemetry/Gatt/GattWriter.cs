using System.Buffers.Binary;

namespace Rpm.Telemetry.Gatt;

/// <summary>Writes little-endian fields one after the other.</summary>
internal ref struct GattWriter(Span<byte> value)
{
    private readonly Span<byte> _value = value;

    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Written => _value[..Length];

    public void U8(byte field) => _value[Length++] = field;

    public void U16(ushort field)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_value[Length..], field);
        Length += 2;
    }

    public void U24(int field)
    {
        U16((ushort)field);
        U8((byte)(field >> 16));
    }

    /// <exception cref="ArgumentOutOfRangeException">The number does not fit without losing a digit.</exception>
    public void Sfloat(MedFloat field) => U16(field.TryToSfloat(out var bits) ? bits : throw Lossy(field));

    /// <exception cref="ArgumentOutOfRangeException">The number does not fit without losing a digit.</exception>
    public void Float(MedFloat field)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_value[Length..], field.TryToFloat(out var bits) ? bits : throw Lossy(field));
        Length += 4;
    }

    public void DateTime(GattDateTime field)
    {
        U16(field.Year);
        U8(field.Month);
        U8(field.Day);
        U8(field.Hours);
        U8(field.Minutes);
        U8(field.Seconds);
    }

    public void Bytes(ReadOnlySpan<byte> fields)
    {
        fields.CopyTo(_value[Length..]);
        Length += fields.Length;
    }

    private static ArgumentOutOfRangeException Lossy(MedFloat field) => new(nameof(field), field, "The number has more digits than the field.");
}
