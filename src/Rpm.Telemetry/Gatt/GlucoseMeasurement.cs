namespace Rpm.Telemetry.Gatt;

/// <summary>Glucose Measurement (0x2A18) of a meter.</summary>
public readonly record struct GlucoseMeasurement
{
    /// <summary>Longest value in bytes.</summary>
    public const int MaxLength = 17;

    public ushort Sequence { get; init; }

    public GattDateTime BaseTime { get; init; }

    /// <summary>Minutes to add to <see cref="BaseTime"/> for the time that the user saw.</summary>
    public short? TimeOffset { get; init; }

    /// <summary>kg/L or mol/L, see <see cref="Moles"/>.</summary>
    public MedFloat? Concentration { get; init; }

    /// <summary>Whether <see cref="Concentration"/> is in mol/L.</summary>
    public bool Moles { get; init; }

    /// <summary>What was sampled; the numbers are those of <see cref="SampleType"/>. Present with <see cref="Concentration"/>.</summary>
    public byte Type { get; init; }

    /// <summary>Where it was sampled; 4 = control solution. Present with <see cref="Concentration"/>.</summary>
    public byte Location { get; init; }

    public GlucoseMeterStatuses? Status { get; init; }

    /// <summary>A context (0x2A34) with the same sequence number follows.</summary>
    public bool ContextFollows { get; init; }

    /// <summary>Takes a value apart. Reserved flags are ignored.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out GlucoseMeasurement measurement, out GattFault fault)
    {
        var reader = new GattReader(value);
        var flags = reader.U8();
        measurement = new()
        {
            Sequence = reader.U16(),
            BaseTime = reader.DateTime(),
            TimeOffset = (flags & 1) != 0 ? (short)reader.U16() : null,
            Concentration = (flags & 2) != 0 ? reader.Sfloat() : null,
            Moles = (flags & 4) != 0,
            ContextFollows = (flags & 16) != 0,
        };
        if ((flags & 2) != 0)
        {
            var sample = reader.U8();
            measurement = measurement with { Type = (byte)(sample & 0xF), Location = (byte)(sample >> 4) };
        }

        measurement = measurement with { Status = (flags & 8) != 0 ? (GlucoseMeterStatuses)reader.U16() : null };
        fault = reader.End();
        return !fault.Any;
    }

    /// <summary>Writes the value; returns its length.</summary>
    public int Write(Span<byte> destination)
    {
        var writer = new GattWriter(destination);
        writer.U8((byte)((TimeOffset is null ? 0 : 1) | (Concentration is null ? 0 : 2) | (Moles ? 4 : 0) | (Status is null ? 0 : 8) | (ContextFollows ? 16 : 0)));
        writer.U16(Sequence);
        writer.DateTime(BaseTime);
        if (TimeOffset is { } offset)
        {
            writer.U16((ushort)offset);
        }

        if (Concentration is { } concentration)
        {
            writer.Sfloat(concentration);
            writer.U8((byte)(Type | (Location << 4)));
        }

        if (Status is { } status)
        {
            writer.U16((ushort)status);
        }

        return writer.Length;
    }
}
