using System.Text;
using Rpm.Telemetry;

namespace Rpm.Ingest.Fhir;

/// <summary>
/// FHIR id of an Observation: base 32 of 80 bits of SHA-256(device|kind|panel), base 36 of the milliseconds, ordinal. It names
/// no patient, so it stays when an enrolment is corrected. <see cref="ObservationIds"/> finds the device again.
/// </summary>
/// <param name="Key">The 80 bits.</param>
/// <param name="Time">Measurement time.</param>
/// <param name="Ordinal">Among readings of one device, kind and millisecond.</param>
internal readonly record struct ObservationId(UInt128 Key, Instant Time, byte Ordinal)
{
    /// <summary>Longest form in characters.</summary>
    public const int MaxLength = KeyLength + 1 + 13 + 1 + 3;

    private const int KeyLength = 16;
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";
    private const string Letters = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>Writes the id and returns its length, at most <see cref="MaxLength"/>.</summary>
    public int Format(Span<byte> destination)
    {
        for (var i = 0; i < KeyLength; i++)
        {
            destination[i] = (byte)Letters[(int)(ulong)(Key >> (75 - (5 * i))) & 31];
        }

        destination[KeyLength] = (byte)'-';
        var at = KeyLength + 1;
        at += FormatNumber((ulong)Time.UnixMilliseconds, 36, destination[at..]);
        destination[at++] = (byte)'-';
        return at + FormatNumber(Ordinal, 10, destination[at..]);
    }

    /// <summary>The id of a text that <see cref="Format"/> made; false for any other text.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ObservationId id)
    {
        id = default;
        if (text.Length is <= KeyLength + 1 or > MaxLength || text[KeyLength] != '-')
        {
            return false;
        }

        UInt128 key = 0;
        foreach (var c in text[..KeyLength])
        {
            var value = Letters.IndexOf(c, StringComparison.Ordinal);
            if (value < 0)
            {
                return false;
            }

            key = (key << 5) | (uint)value;
        }

        var rest = text[(KeyLength + 1)..];
        var dash = rest.IndexOf('-');
        if (dash < 0 || !TryParseNumber(rest[..dash], 36, ulong.MaxValue, out var time) || !TryParseNumber(rest[(dash + 1)..], 10, byte.MaxValue, out var ordinal))
        {
            return false;
        }

        id = new ObservationId(key, new Instant((long)time), (byte)ordinal);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return Encoding.ASCII.GetString(text[..Format(text)]);
    }

    private static int FormatNumber(ulong value, uint radix, Span<byte> destination)
    {
        Span<byte> reversed = stackalloc byte[20];
        var length = 0;
        do
        {
            reversed[length++] = (byte)Digits[(int)(value % radix)];
            value /= radix;
        }
        while (value > 0);

        for (var i = 0; i < length; i++)
        {
            destination[i] = reversed[length - 1 - i];
        }

        return length;
    }

    /// <summary>Only the canonical form: no sign, no leading zero.</summary>
    private static bool TryParseNumber(ReadOnlySpan<char> text, uint radix, ulong max, out ulong value)
    {
        value = 0;
        if (text.IsEmpty || (text.Length > 1 && text[0] == '0'))
        {
            return false;
        }

        UInt128 number = 0;
        foreach (var c in text)
        {
            var digit = Digits.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0 || digit >= radix)
            {
                return false;
            }

            number = (number * radix) + (uint)digit;
            if (number > max)
            {
                return false;
            }
        }

        value = (ulong)number;
        return true;
    }
}
