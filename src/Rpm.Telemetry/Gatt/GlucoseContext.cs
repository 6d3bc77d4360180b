namespace Rpm.Telemetry.Gatt;

/// <summary>Glucose Measurement Context (0x2A34), of which only the meal is kept.</summary>
public readonly record struct GlucoseContext
{
    /// <summary>Longest value that <see cref="Write"/> writes, in bytes.</summary>
    public const int MaxLength = 4;

    /// <summary>The sequence number of the measurement that it belongs to.</summary>
    public ushort Sequence { get; init; }

    /// <summary>Relation to a meal; the numbers are those of <see cref="MealContext"/>.</summary>
    public byte? Meal { get; init; }

    /// <summary>Takes a value apart; everything is stepped over but sequence number and meal.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out GlucoseContext context, out GattFault fault)
    {
        var reader = new GattReader(value);
        var flags = reader.U8();
        var sequence = reader.U16();
        if ((flags & 0x80) != 0)
        {
            reader.U8(); // extended flags, all reserved
        }

        if ((flags & 1) != 0)
        {
            reader.U24(); // carbohydrate: id and kilograms
        }

        context = new() { Sequence = sequence, Meal = (flags & 2) != 0 ? reader.U8() : null };
        if ((flags & 4) != 0)
        {
            reader.U8(); // tester and health
        }

        if ((flags & 8) != 0)
        {
            reader.U24(); // exercise: duration and intensity
        }

        if ((flags & 0x10) != 0)
        {
            reader.U24(); // medication: id and amount
        }

        if ((flags & 0x40) != 0)
        {
            reader.U16(); // HbA1c
        }

        fault = reader.End();
        return !fault.Any;
    }

    /// <summary>Writes the value; returns its length.</summary>
    public int Write(Span<byte> destination)
    {
        var writer = new GattWriter(destination);
        writer.U8((byte)(Meal is null ? 0 : 2));
        writer.U16(Sequence);
        if (Meal is { } meal)
        {
            writer.U8(meal);
        }

        return writer.Length;
    }
}
