namespace Rpm.Telemetry.Gatt;

/// <summary>PLX Continuous Measurement (0x2A5F). It has no time stamp.</summary>
public readonly record struct PlxContinuousMeasurement
{
    /// <summary>Longest value in bytes.</summary>
    public const int MaxLength = 20;

    /// <summary>Percent, with the averaging that the device calls normal.</summary>
    public MedFloat Spo2 { get; init; }

    /// <summary>Per minute, with the averaging that the device calls normal.</summary>
    public MedFloat Pulse { get; init; }

    /// <summary>Percent; fast averaging.</summary>
    public MedFloat? FastSpo2 { get; init; }

    /// <summary>Per minute; present with <see cref="FastSpo2"/>.</summary>
    public MedFloat? FastPulse { get; init; }

    /// <summary>Percent; slow averaging.</summary>
    public MedFloat? SlowSpo2 { get; init; }

    /// <summary>Per minute; present with <see cref="SlowSpo2"/>.</summary>
    public MedFloat? SlowPulse { get; init; }

    public OximeterStatuses? Status { get; init; }

    public OximeterSensorStatuses? SensorStatus { get; init; }

    /// <summary>Pulse amplitude index, percent.</summary>
    public MedFloat? Perfusion { get; init; }

    /// <summary>Takes a value apart. Reserved flags are ignored.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out PlxContinuousMeasurement measurement, out GattFault fault)
    {
        var reader = new GattReader(value);
        var flags = reader.U8();
        measurement = new()
        {
            Spo2 = reader.Sfloat(),
            Pulse = reader.Sfloat(),
            FastSpo2 = (flags & 1) != 0 ? reader.Sfloat() : null,
            FastPulse = (flags & 1) != 0 ? reader.Sfloat() : null,
            SlowSpo2 = (flags & 2) != 0 ? reader.Sfloat() : null,
            SlowPulse = (flags & 2) != 0 ? reader.Sfloat() : null,
            Status = (flags & 4) != 0 ? (OximeterStatuses)reader.U16() : null,
            SensorStatus = (flags & 8) != 0 ? (OximeterSensorStatuses)reader.U24() : null,
            Perfusion = (flags & 16) != 0 ? reader.Sfloat() : null,
        };
        fault = reader.End();
        return !fault.Any;
    }

    /// <summary>Writes the value; returns its length.</summary>
    public int Write(Span<byte> destination)
    {
        var writer = new GattWriter(destination);
        writer.U8((byte)((FastSpo2 is null ? 0 : 1) | (SlowSpo2 is null ? 0 : 2) | (Status is null ? 0 : 4) | (SensorStatus is null ? 0 : 8) | (Perfusion is null ? 0 : 16)));
        writer.Sfloat(Spo2);
        writer.Sfloat(Pulse);
        if (FastSpo2 is { } fast)
        {
            writer.Sfloat(fast);
            writer.Sfloat(FastPulse ?? MedFloat.NotANumber);
        }

        if (SlowSpo2 is { } slow)
        {
            writer.Sfloat(slow);
            writer.Sfloat(SlowPulse ?? MedFloat.NotANumber);
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
