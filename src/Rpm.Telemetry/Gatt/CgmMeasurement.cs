namespace Rpm.Telemetry.Gatt;

/// <summary>
/// One record of CGM Measurement (0x2AA7); a value holds several back to back. Whether a record ends with an E2E-CRC is told by its size:
/// two bytes more than its flags announce. So nothing of the CGM Feature need be remembered.
/// </summary>
public readonly record struct CgmMeasurement
{
    /// <summary>Longest record in bytes.</summary>
    public const int MaxLength = 15;

    /// <summary>mg/dL.</summary>
    public MedFloat Glucose { get; init; }

    /// <summary>Minutes since the session's start.</summary>
    public ushort TimeOffset { get; init; }

    /// <summary>The status octet, where sent.</summary>
    public byte? StatusOctet { get; init; }

    /// <summary>The calibration and temperature octet, where sent.</summary>
    public byte? CalibrationOctet { get; init; }

    /// <summary>The warning octet, where sent.</summary>
    public byte? WarningOctet { get; init; }

    /// <summary>mg/dL per minute.</summary>
    public MedFloat? Trend { get; init; }

    /// <summary>Percent.</summary>
    public MedFloat? Quality { get; init; }

    /// <summary>The E2E-CRC as sent.</summary>
    public ushort? Crc { get; init; }

    /// <summary>Whether the CRC is right, or there is none.</summary>
    public bool CrcIsValid { get; init; }

    /// <summary>All three octets; those not sent are zero.</summary>
    public CgmStatuses Status => (CgmStatuses)((StatusOctet ?? 0) | ((CalibrationOctet ?? 0) << 8) | ((WarningOctet ?? 0) << 16));

    /// <summary>Takes the record at <paramref name="at"/> apart and moves on to the next.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, ref int at, out CgmMeasurement measurement, out GattFault fault)
    {
        measurement = default;
        var start = at;
        var size = start < value.Length ? value[start] : 0;
        if (start + Math.Max(size, 6) > value.Length)
        {
            fault = new GattFault(GattFaultKind.Truncated, value.Length);
            return false;
        }

        var flags = value[start + 1];
        var announced = 6 + ((flags & 0x80) >> 7) + ((flags & 0x40) >> 6) + ((flags & 0x20) >> 5) + ((flags & 1) * 2) + (flags & 2);
        if (size != announced && size != announced + 2)
        {
            fault = size < 6 ? new GattFault(GattFaultKind.BadField, start)
                : new GattFault(size < announced ? GattFaultKind.Truncated : GattFaultKind.Trailing, start + Math.Min(size, announced));
            return false;
        }

        var record = value.Slice(start, size);
        var reader = new GattReader(record[2..]);
        measurement = new()
        {
            Glucose = reader.Sfloat(),
            TimeOffset = reader.U16(),
            StatusOctet = (flags & 0x80) != 0 ? reader.U8() : null,
            CalibrationOctet = (flags & 0x40) != 0 ? reader.U8() : null,
            WarningOctet = (flags & 0x20) != 0 ? reader.U8() : null,
            Trend = (flags & 1) != 0 ? reader.Sfloat() : null,
            Quality = (flags & 2) != 0 ? reader.Sfloat() : null,
            Crc = size > announced ? reader.U16() : null,
            CrcIsValid = size == announced || GattCrc.Of(record[..announced]) == (record[announced] | (record[announced + 1] << 8)),
        };
        at = start + size;
        fault = default;
        return true;
    }

    /// <summary>Writes the record, with the right CRC where <see cref="Crc"/> is not null; returns its length.</summary>
    public int Write(Span<byte> destination)
    {
        var writer = new GattWriter(destination);
        writer.U8(0);
        writer.U8((byte)((Trend is null ? 0 : 1) | (Quality is null ? 0 : 2) | (WarningOctet is null ? 0 : 0x20)
            | (CalibrationOctet is null ? 0 : 0x40) | (StatusOctet is null ? 0 : 0x80)));
        writer.Sfloat(Glucose);
        writer.U16(TimeOffset);
        foreach (var octet in (ReadOnlySpan<byte?>)[StatusOctet, CalibrationOctet, WarningOctet])
        {
            if (octet is { } present)
            {
                writer.U8(present);
            }
        }

        foreach (var number in (ReadOnlySpan<MedFloat?>)[Trend, Quality])
        {
            if (number is { } present)
            {
                writer.Sfloat(present);
            }
        }

        destination[0] = (byte)(writer.Length + (Crc is null ? 0 : 2));
        if (Crc is not null)
        {
            writer.U16(GattCrc.Of(writer.Written));
        }

        return writer.Length;
    }
}
