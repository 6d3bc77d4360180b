namespace Rpm.Telemetry.Gatt;

/// <summary>CGM Session Run Time (0x2AAB).</summary>
public readonly record struct CgmSessionRunTime
{
    /// <summary>Longest value in bytes.</summary>
    public const int MaxLength = 4;

    /// <summary>How long the sensor may be worn, hours.</summary>
    public ushort Hours { get; init; }

    /// <summary>The E2E-CRC as sent; null where there is none.</summary>
    public ushort? Crc { get; init; }

    /// <summary>Whether the CRC is right, or there is none.</summary>
    public bool CrcIsValid { get; init; }

    /// <summary>Takes a value apart.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out CgmSessionRunTime time, out GattFault fault)
    {
        var reader = new GattReader(value);
        time = new() { Hours = reader.U16(), Crc = reader.Left > 0 ? reader.U16() : null };
        fault = reader.End();
        time = time with { CrcIsValid = time.Crc is null || (!fault.Any && GattCrc.Of(value[..2]) == time.Crc) };
        return !fault.Any;
    }

    /// <summary>Writes the value, with the right CRC where <see cref="Crc"/> is not null; returns its length.</summary>
    public int Write(Span<byte> destination)
    {
        var writer = new GattWriter(destination);
        writer.U16(Hours);
        if (Crc is not null)
        {
            writer.U16(GattCrc.Of(writer.Written));
        }

        return writer.Length;
    }
}
