namespace Rpm.Telemetry.Gatt;

/// <summary>PLX Spot-Check Measurement (0x2A5E).</summary>
public readonly record struct PlxSpotCheckMeasurement
{
    /// <summary>Longest value in bytes.</summary>
    public const int MaxLength = 19;

    /// <summary>Percent.</summary>
    public MedFloat Spo2 { get; init; }

    /// <summary>Per minute.</summary>
    public MedFloat Pulse { get; init; }

    public GattDateTime? Time { get; init; }

    /// <summary>The device's clock was never set: <see cref="Time"/> means nothing.</summary>
    public bool ClockNotSet { get; init; }

    public OximeterStatuses? Status { get; init; }

    public OximeterSensorStatuses? SensorStatus { get; init; }

    /// <summary>Pulse amplitude index, percent.</summary>
    public MedFloat? Perfusion { get; init; }

    /// <summary>Takes a value apart. Reserved flags are ignored.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out PlxSpotCheckMeasurement measurement, out GattFault fault)
    {
        var reader = new GattReader(value);
        var flags = reader.U8();
        measurement = new()
        {
            Spo2 = reader.Sfloat(),
            Pulse = reader.Sfloat(),
            Time = (flags & 1) != 0 ? reader.DateTime() : null,
            Status = (flags & 2) != 0 ? (OximeterStatuses)reader.U16() : null,
            SensorStatus = (flags & 4) != 0 ? (OximeterSensorStatuses)reader.U24() : null,
            Perfusion = (flags & 8) != 0 ? reader.Sfloat() : null,
            ClockNotSet = (flags & 16) != 0,
        };
        fault = reader.End();
        return !fault.Any;
    }

    /// <summary>Writes the value; returns its length.</summary>
    public int Write(Span<byte> destination)
    {
        var writer = new GattWriter(destination);
        writer.U8((byte)((Time is null ? 0 : 1) | (Status is null ? 0 : 2) | (SensorStatus is null ? 0 : 4) | (Perfusion is null ? 0 : 8) | (ClockNotSet ? 16 : 0)));
        writer.Sfloat(Spo2);
        writer.Sfloat(Pulse);
        if (Time is { } time)
        {
            writer.DateTime(time);
        }

        if (Status is { } status)
        {
            writer.U16((ushort)status);
        }

        if (SensorStatus is { } sensor)
        {
            writer.U24((int)sensor);
        }

        if (Perfusion is { } perfusion)
        {
            writer.Sfloat(perfusion);
        }

        return writer.Length;
    }
}
