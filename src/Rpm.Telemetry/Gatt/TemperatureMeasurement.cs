namespace Rpm.Telemetry.Gatt;

/// <summary>Temperature Measurement (0x2A1C).</summary>
public readonly record struct TemperatureMeasurement
{
    /// <summary>Longest value in bytes.</summary>
    public const int MaxLength = 13;

    public MedFloat Temperature { get; init; }

    /// <summary>Degrees Celsius or Fahrenheit.</summary>
    public Unit Unit { get; init; }

    public GattDateTime? Time { get; init; }

    /// <summary>Where it was taken (1 armpit … 9 tympanum).</summary>
    public byte? Type { get; init; }

    /// <summary>Takes a value apart. Reserved flags are ignored.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out TemperatureMeasurement measurement, out GattFault fault)
    {
        var reader = new GattReader(value);
        var flags = reader.U8();
        measurement = new()
        {
            Unit = (flags & 1) == 0 ? Unit.Celsius : Unit.Fahrenheit,
            Temperature = reader.Float(),
            Time = (flags & 2) != 0 ? reader.DateTime() : null,
            Type = (flags & 4) != 0 ? reader.U8() : null,
        };
        fault = reader.End();
        return !fault.Any;
    }

    /// <summary>Writes the value; returns its length.</summary>
    public int Write(Span<byte> destination)
    {
        var writer = new GattWriter(destination);
        writer.U8((byte)((Unit == Unit.Fahrenheit ? 1 : 0) | (Time is null ? 0 : 2) | (Type is null ? 0 : 4)));
        writer.Float(Temperature);
        if (Time is { } time)
        {
            writer.DateTime(time);
        }

        if (Type is { } type)
        {
            writer.U8(type);
        }

        return writer.Length;
    }
}
