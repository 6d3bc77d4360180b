namespace Rpm.Telemetry.Gatt;

/// <summary>Bytes as hexadecimal digits.</summary>
internal static class GattHex
{
    /// <summary>Reads digits in either case, in pairs; false where they are none, or too many for <paramref name="bytes"/>.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> bytes, out int length)
    {
        length = text.Length / 2;
        if (text.Length % 2 != 0 || length > bytes.Length)
        {
            return false;
        }

        for (var i = 0; i < length; i++)
        {
            var digits = (Digit(text[2 * i]) << 4) | Digit(text[(2 * i) + 1]);
            if (digits < 0)
            {
                return false;
            }

            bytes[i] = (byte)digits;
        }

        return true;
    }

    private static int Digit(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => c - '0',
        >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
        _ => -256,
    };
}
