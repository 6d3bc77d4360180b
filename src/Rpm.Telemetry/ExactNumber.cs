namespace Rpm.Telemetry;

/// <summary>Decimal numbers read and written digit for digit, never through binary floating point.</summary>
public static class ExactNumber
{
    /// <summary>Most significant digits that are kept.</summary>
    public const int MaxDigits = 18;

    /// <summary>Longest text that <see cref="Format"/> writes: sign, digits, point.</summary>
    public const int MaxLength = 21;

    // Far beyond every exponent that leaves a representable number.
    private const int ExponentBound = 100_000;

    /// <summary>
    /// Reads a number in JSON's grammar (a sign, digits, an optional fraction, an optional exponent) and keeps the decimals as
    /// written: <c>98.0</c> is 980 with one decimal, <c>9.80e1</c> the same. Of more than <see cref="MaxDigits"/> significant
    /// digits the leading ones are kept; of more than <see cref="Quantity.MaxDecimals"/> decimals the first ones.
    /// </summary>
    /// <returns>False where the text is not such a number, or is 10^18 or more.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out long mantissa, out byte decimals)
    {
        mantissa = 0;
        decimals = 0;
        if (TryParseWhole(text, out mantissa))
        {
            return true;
        }

        var at = 0;
        var negative = text.Length > 0 && text[0] == '-';
        if (negative)
        {
            at++;
        }

        long digits = 0;
        int significant = 0, scale = 0, seen = 0;
        var inFraction = false;
        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (c == '.')
            {
                if (inFraction || seen == 0)
                {
                    return false;
                }

                inFraction = true;
                seen = 0;
                continue;
            }

            var digit = c - '0';
            if ((uint)digit > 9)
            {
                break;
            }

            seen++;
            if (significant < MaxDigits)
            {
                digits = (digits * 10) + digit;
                significant += digits == 0 ? 0 : 1;
                scale += inFraction ? 1 : 0;
            }
            else
            {
                // A digit that is not kept: behind the point it is cut, before the point it is a power of ten.
                scale -= inFraction ? 0 : 1;
            }
        }

        if (seen == 0)
        {
            return false;
        }

        if (at < text.Length)
        {
            if ((text[at] | 0x20) != 'e' || !TryParseExponent(text[(at + 1)..], out var exponent))
            {
                return false;
            }

            scale -= exponent;
        }

        for (; scale < 0 && digits != 0; scale++)
        {
            if (digits >= 100_000_000_000_000_000)
            {
                return false;
            }

            digits *= 10;
        }

        for (; scale > Quantity.MaxDecimals && digits != 0; scale--)
        {
            digits /= 10;
        }

        mantissa = negative ? -digits : digits;
        decimals = (byte)Math.Clamp(scale, 0, Quantity.MaxDecimals);
        return true;
    }

    /// <summary>Multiplies by a power of ten, digit for digit; false where the result has too many.</summary>
    public static bool TryShift(ref long mantissa, ref byte decimals, int exponent)
    {
        var places = decimals - exponent;
        if (places > Quantity.MaxDecimals)
        {
            return false;
        }

        for (; places < 0; places++)
        {
            if (mantissa is > 100_000_000_000_000_000 or < -100_000_000_000_000_000)
            {
                return false;
            }

            mantissa *= 10;
        }

        decimals = (byte)places;
        return true;
    }

    /// <summary>Writes the number with exactly its decimals; returns the length, at most <see cref="MaxLength"/>.</summary>
    public static int Format(Span<byte> destination, long mantissa, byte decimals)
    {
        var length = 0;
        if (mantissa < 0)
        {
            destination[length++] = (byte)'-';
        }

        var magnitude = mantissa < 0 ? (ulong)-(mantissa + 1) + 1 : (ulong)mantissa;
        Span<byte> reversed = stackalloc byte[MaxLength];
        var count = 0;
        do
        {
            reversed[count++] = (byte)('0' + (magnitude % 10));
            magnitude /= 10;
        }
        while (magnitude != 0 || count <= decimals);

        while (count > 0)
        {
            if (count == decimals)
            {
                destination[length++] = (byte)'.';
            }

            destination[length++] = reversed[--count];
        }

        return length;
    }

    // Digits alone, few enough for any of them to be kept: most numbers are.
    private static bool TryParseWhole(ReadOnlySpan<byte> text, out long mantissa)
    {
        const int Few = 9;
        mantissa = 0;
        if (text.Length is 0 or > Few)
        {
            return false;
        }

        var number = 0;
        foreach (var c in text)
        {
            var digit = c - '0';
            if ((uint)digit > 9)
            {
                return false;
            }

            number = (number * 10) + digit;
        }

        mantissa = number;
        return true;
    }

    private static bool TryParseExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        var negative = text.Length > 0 && text[0] == '-';
        if (text.Length > 0 && (text[0] is (byte)'-' or (byte)'+'))
        {
            text = text[1..];
        }

        if (text.IsEmpty)
        {
            return false;
        }

        foreach (var c in text)
        {
            var digit = c - '0';
            if ((uint)digit > 9)
            {
                return false;
            }

            exponent = Math.Min(ExponentBound, (exponent * 10) + digit);
        }

        exponent = negative ? -exponent : exponent;
        return true;
    }
}
