namespace Rpm.Telemetry.Gatt;

/// <summary>CGM Status (0x2AA9).</summary>
public readonly record struct CgmStatus
{
    /// <summary>Longest value in bytes.</summary>
    public const int MaxLength = 7;

    /// <summary>Minutes since the session's start.</summary>
    public ushort TimeOffset { get; init; }

    public CgmStatuses Status { get; init; }

    /// <summary>The E2E-CRC as sent; null where there is none.</summary>
    public ushort? Crc { get; init; }

    /// <summary>Whether the CRC is right, or there is none.</summary>
    public bool CrcIsValid { get; init; }

    /// <summary>Takes a value apart.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out CgmStatus status, out GattFault fault)
    {
        var reader = new GattReader(value);
        status = new()
        {
            TimeOffset = reader.U16(),
            Status = (CgmStatuses)reader.U24(),
            Crc = reader.Left > 0 ? reader.U16() : null,
        };
        fault = reader.End();
        status = status with { CrcIsValid = status.Crc is null || (!fault.Any && GattCrc.Of(value[..5]) == status.Crc) };
        return !fault.Any;
    }

    /// <summary>Writes the value, with the right CRC where <see cref="Crc"/> is not null; returns its length.</summary>
    public int Write(Span<byte> destination)
    {
        var writer = new GattWriter(destination);
        writer.U16(TimeOffset);
        writer.U24((int)Status);
        if (Crc is not null)
        {
            writer.U16(GattCrc.Of(writer.Written));
        }

        return writer.Length;
    }
}
