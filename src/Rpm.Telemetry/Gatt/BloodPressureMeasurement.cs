namespace Rpm.Telemetry.Gatt;

/// <summary>
/// Blood Pressure Measurement (0x2A35). Intermediate Cuff Pressure (0x2A36) has the same layout: the cuff's pressure stands in
/// <see cref="Systolic"/>, the two after it are not used.
/// </summary>
public readonly record struct BloodPressureMeasurement
{
    /// <summary>Longest value in bytes.</summary>
    public const int MaxLength = 19;

    /// <summary>mmHg or kPa.</summary>
    public Unit Unit { get; init; }

    public MedFloat Systolic { get; init; }

    public MedFloat Diastolic { get; init; }

    public MedFloat Map { get; init; }

    public GattDateTime? Time { get; init; }

    /// <summary>Per minute.</summary>
    public MedFloat? Pulse { get; init; }

    /// <summary>255 = not known.</summary>
    public byte? User { get; init; }

    public PressureStatuses? Status { get; init; }

    /// <summary>Takes a value apart. Reserved flags are ignored.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out BloodPressureMeasurement measurement, out GattFault fault)
    {
        var reader = new GattReader(value);
        var flags = reader.U8();
        measurement = new()
        {
            Unit = (flags & 1) == 0 ? Unit.MillimetreOfMercury : Unit.Kilopascal,
            Systolic = reader.Sfloat(),
            Diastolic = reader.Sfloat(),
            Map = reader.Sfloat(),
            Time = (flags & 2) != 0 ? reader.DateTime() : null,
            Pulse = (flags & 4) != 0 ? reader.Sfloat() : null,
            User = (flags & 8) != 0 ? reader.U8() : null,
            Status = (flags & 16) != 0 ? (PressureStatuses)reader.U16() : null,
        };
        fault = reader.End();
        return !fault.Any;
    }

    /// <summary>Writes the value; returns its length.</summary>
    public int Write(Span<byte> destination)
    {
        var writer = new GattWriter(destination);
        writer.U8((byte)((Unit == Unit.Kilopascal ? 1 : 0) | (Time is null ? 0 : 2) | (Pulse is null ? 0 : 4) | (User is null ? 0 : 8) | (Status is null ? 0 : 16)));
        writer.Sfloat(Systolic);
        writer.Sfloat(Diastolic);
        writer.Sfloat(Map);
        if (Time is { } time)
        {
            writer.DateTime(time);
        }

        if (Pulse is { } pulse)
        {
            writer.Sfloat(pulse);
        }

        if (User is { } user)
        {
            writer.U8(user);
        }

        if (Status is { } status)
        {
            writer.U16((ushort)status);
        }

        return writer.Length;
    }
}
