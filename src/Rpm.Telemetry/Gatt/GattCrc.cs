namespace Rpm.Telemetry.Gatt;

/// <summary>
/// E2E-CRC of the CGM service: CRC-16/MCRF4XX (polynomial 0x1021 reflected, start 0xFFFF, no final XOR), sent low byte first. Of
/// <c>123456789</c> it is 0x6F91.
/// </summary>
public static class GattCrc
{
    private static readonly ushort[] Table = [.. Enumerable.Range(0, 256).Select(Row)];

    /// <summary>The CRC of these bytes.</summary>
    public static ushort Of(ReadOnlySpan<byte> bytes)
    {
        ushort crc = 0xFFFF;
        foreach (var b in bytes)
        {
            crc = (ushort)((crc >> 8) ^ Table[(crc ^ b) & 0xFF]);
        }

        return crc;
    }

    private static ushort Row(int index)
    {
        var row = index;
        for (var bit = 0; bit < 8; bit++)
        {
            row = (row & 1) != 0 ? (row >> 1) ^ 0x8408 : row >> 1;
        }

        return (ushort)row;
    }
}
