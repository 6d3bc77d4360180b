namespace Rpm.Telemetry.Gatt;

/// <summary>CGM Feature (0x2AA8).</summary>
public readonly record struct CgmFeature
{
    /// <summary>Length of the value in bytes.</summary>
    public const int Length = 6;

    private const int CrcSupported = 1 << 12;
    private const ushort NoCrc = 0xFFFF;

    /// <summary>24 feature bits; bit 12 says that records carry a CRC.</summary>
    public int Features { get; init; }

    /// <summary>What is sampled; the numbers are those of <see cref="SampleType"/>.</summary>
    public byte Type { get; init; }

    /// <summary>Where it is sampled; 5 = subcutaneous tissue.</summary>
    public byte Location { get; init; }

    /// <summary>As sent; 0xFFFF where the device has no CRC.</summary>
    public ushort Crc { get; init; }

    /// <summary>Whether the CRC is right, or is the 0xFFFF of a device that has none.</summary>
    public bool CrcIsValid { get; init; }

    /// <summary>Takes a value apart.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out CgmFeature feature, out GattFault fault)
    {
        var reader = new GattReader(value);
        var features = reader.U24();
        var sample = reader.U8();
        var crc = reader.U16();
        fault = reader.End();
        feature = new()
        {
            Features = features,
            Type = (byte)(sample & 0xF),
            Location = (byte)(sample >> 4),
            Crc = crc,
            CrcIsValid = !fault.Any && (((features & CrcSupported) == 0 && crc == NoCrc) || GattCrc.Of(value[..4]) == crc),
        };
        return !fault.Any;
    }

    /// <summary>Writes the value with the CRC that its features ask for; returns its length.</summary>
    public int Write(Span<byte> destination)
    {
        var writer = new GattWriter(destination);
        writer.U24(Features);
        writer.U8((byte)(Type | (Location << 4)));
        writer.U16((Features & CrcSupported) != 0 ? GattCrc.Of(writer.Written) : NoCrc);
        return writer.Length;
    }
}
