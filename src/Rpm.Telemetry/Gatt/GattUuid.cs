namespace Rpm.Telemetry.Gatt;

/// <summary>The ways in which gateways write a characteristic's UUID.</summary>
public static class GattUuid
{
    private const string BaseUuid = "00001000800000805F9B34FB";

    /// <summary>
    /// Reads <c>2A35</c>, <c>0x2A35</c> or <c>00002a35-0000-1000-8000-00805f9b34fb</c>, with or without its hyphens and in either case.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out GattCharacteristic characteristic)
    {
        characteristic = default;
        Span<char> plain = stackalloc char[32];
        var length = 0;
        text = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        foreach (var c in text)
        {
            if (c == '-')
            {
                continue;
            }

            if (length == plain.Length || !char.IsAsciiHexDigit(c))
            {
                return false;
            }

            plain[length++] = char.ToUpperInvariant(c);
        }

        plain = plain[..length];
        if (length == 32)
        {
            if (!plain[8..].SequenceEqual(BaseUuid))
            {
                return false;
            }

            plain = plain[..8];
        }

        plain = plain.Length == 8 && plain.StartsWith("0000") ? plain[4..] : plain;
        if (plain.Length != 4)
        {
            return false;
        }

        var number = 0;
        foreach (var c in plain)
        {
            number = (number << 4) | (c <= '9' ? c - '0' : c - 'A' + 10);
        }

        characteristic = (GattCharacteristic)number;
        return true;
    }
}
