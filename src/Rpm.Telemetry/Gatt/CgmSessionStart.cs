namespace Rpm.Telemetry.Gatt;

/// <summary>CGM Session Start Time (0x2AAA): what the time offsets of 0x2AA7 and 0x2AA9 count from.</summary>
public readonly record struct CgmSessionStart
{
    /// <summary>Longest value in bytes.</summary>
    public const int MaxLength = 11;

    private const sbyte UnknownZone = -128;
    private const byte UnknownDaylight = 255;

    /// <summary>Local time.</summary>
    public GattDateTime Time { get; init; }

    /// <summary>Quarters of an hour east of UTC, without daylight saving; -128 = not known.</summary>
    public sbyte Zone { get; init; }

    /// <summary>Daylight saving in quarters of an hour (0, 2, 4 or 8); 255 = not known.</summary>
    public byte Daylight { get; init; }

    /// <summary>The E2E-CRC as sent; null where there is none.</summary>
    public ushort? Crc { get; init; }

    /// <summary>Whether the CRC is right, or there is none.</summary>
    public bool CrcIsValid { get; init; }

    /// <summary>Minutes east of UTC, or null where the device does not know its zone and daylight saving.</summary>
    public short? OffsetMinutes => Zone == UnknownZone || Daylight == UnknownDaylight ? null : (short)((Zone + Daylight) * 15);

    /// <summary>Takes a value apart.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out CgmSessionStart start, out GattFault fault)
    {
        var reader = new GattReader(value);
        start = new() { Time = reader.DateTime(), Zone = (sbyte)reader.U8(), Daylight = reader.U8() };
        if (start.Zone is not (UnknownZone or (>= -48 and <= 56)))
        {
            reader.Fault(GattFaultKind.BadField, 7);
        }

        if (start.Daylight is not (0 or 2 or 4 or 8 or UnknownDaylight))
        {
            reader.Fault(GattFaultKind.BadField, 8);
        }

        start = start with { Crc = reader.Left > 0 ? reader.U16() : null };
        fault = reader.End();
        start = start with { CrcIsValid = start.Crc is null || (!fault.Any && GattCrc.Of(value[..9]) == start.Crc) };
        return !fault.Any;
    }

    /// <summary>Writes the value, with the right CRC where <see cref="Crc"/> is not null; returns its length.</summary>
    public int Write(Span<byte> destination)
    {
        var writer = new GattWriter(destination);
        writer.DateTime(Time);
        writer.U8((byte)Zone);
        writer.U8(Daylight);
        if (Crc is not null)
        {
            writer.U16(GattCrc.Of(writer.Written));
        }

        return writer.Length;
    }
}
