using System.Buffers.Binary;

namespace Rpm.Telemetry.Gatt;

/// <summary>
/// Reads little-endian fields one after the other. The first field that is not all there is remembered and every later one is zero,
/// so that a decoder asks once, at its end.
/// </summary>
internal ref struct GattReader(ReadOnlySpan<byte> value)
{
    private readonly ReadOnlySpan<byte> _value = value;
    private GattFault _fault;

    /// <summary>The byte that is read next.</summary>
    public int At { get; private set; }

    public readonly int Left => _fault.Any ? 0 : _value.Length - At;

    public byte U8() => Take(1) ? _value[At - 1] : (byte)0;

    public ushort U16() => Take(2) ? BinaryPrimitives.ReadUInt16LittleEndian(_value[(At - 2)..]) : (ushort)0;

    public int U24() => U16() | (U8() << 16);

    public MedFloat Sfloat() => MedFloat.FromSfloat(U16());

    public MedFloat Float() => Take(4) ? MedFloat.FromFloat(BinaryPrimitives.ReadUInt32LittleEndian(_value[(At - 4)..])) : default;

    public GattDateTime DateTime()
    {
        var at = At;
        var time = new GattDateTime(U16(), U8(), U8(), U8(), U8(), U8());
        if (!time.IsWellFormed)
        {
            Fault(GattFaultKind.BadField, at);
        }

        return time;
    }

    /// <summary>Whatever is left, which must be at least one and a whole number of fields of <paramref name="size"/> bytes.</summary>
    public ReadOnlySpan<byte> Fields(int size)
    {
        var count = Math.Max(1, Left / size);
        return Take(count * size) ? _value.Slice(At - (count * size), count * size) : default;
    }

    public void Fault(GattFaultKind kind, int offset)
    {
        if (!_fault.Any)
        {
            _fault = new GattFault(kind, offset);
        }
    }

    /// <summary>The fault of the whole value, bytes left over among them.</summary>
    public readonly GattFault End() => _fault.Any || At == _value.Length ? _fault : new GattFault(GattFaultKind.Trailing, At);

    private bool Take(int bytes)
    {
        if (_fault.Any || At + bytes > _value.Length)
        {
            Fault(GattFaultKind.Truncated, At);
            return false;
        }

        At += bytes;
        return true;
    }
}
