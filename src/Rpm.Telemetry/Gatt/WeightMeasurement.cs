namespace Rpm.Telemetry.Gatt;

/// <summary>Weight Measurement (0x2A9D).</summary>
public readonly record struct WeightMeasurement
{
    /// <summary>Longest value in bytes.</summary>
    public const int MaxLength = 15;

    /// <summary>The scale says that it could not weigh.</summary>
    public const ushort Unsuccessful = 0xFFFF;

    /// <summary>In steps of 0.005 kg or 0.01 lb, see <see cref="Imperial"/>.</summary>
    public ushort Steps { get; init; }

    /// <summary>Pounds and inches.</summary>
    public bool Imperial { get; init; }

    public GattDateTime? Time { get; init; }

    /// <summary>255 = not known.</summary>
    public byte? User { get; init; }

    /// <summary>Body mass index, tenths.</summary>
    public ushort? Bmi { get; init; }

    /// <summary>In steps of 0.001 m or 0.1 in. Present with <see cref="Bmi"/>.</summary>
    public ushort? Height { get; init; }

    /// <summary>The weight with the decimals of its step; null where the scale could not weigh.</summary>
    public Quantity? Weight => Steps == Unsuccessful ? null : Imperial ? new Quantity(Steps, 2, Unit.Pound) : new Quantity(Steps * 5L, 3, Unit.Kilogram);

    /// <summary>Takes a value apart. Reserved flags are ignored.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out WeightMeasurement measurement, out GattFault fault)
    {
        var reader = new GattReader(value);
        var flags = reader.U8();
        measurement = new()
        {
            Imperial = (flags & 1) != 0,
            Steps = reader.U16(),
            Time = (flags & 2) != 0 ? reader.DateTime() : null,
            User = (flags & 4) != 0 ? reader.U8() : null,
            Bmi = (flags & 8) != 0 ? reader.U16() : null,
            Height = (flags & 8) != 0 ? reader.U16() : null,
        };
        fault = reader.End();
        return !fault.Any;
    }

    /// <summary>Writes the value; returns its length.</summary>
    public int Write(Span<byte> destination)
    {
        var writer = new GattWriter(destination);
        writer.U8((byte)((Imperial ? 1 : 0) | (Time is null ? 0 : 2) | (User is null ? 0 : 4) | (Bmi is null ? 0 : 8)));
        writer.U16(Steps);
        if (Time is { } time)
        {
            writer.DateTime(time);
        }

        if (User is { } user)
        {
            writer.U8(user);
        }

        if (Bmi is { } bmi)
        {
            writer.U16(bmi);
            writer.U16(Height ?? 0);
        }

        return writer.Length;
    }
}
