using System.Diagnostics.CodeAnalysis;

namespace Rpm.Ingest.Fhir;

/// <summary>RFC 4648 base 32 in lower case without padding: fits the FHIR id character set and survives a case-blind store.</summary>
internal static class Base32
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>How many characters <paramref name="bytes"/> bytes make.</summary>
    public static int Length(int bytes) => ((bytes * 8) + 4) / 5;

    /// <summary>Writes <see cref="Length"/> characters.</summary>
    public static void Encode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        var (bits, count, at) = (0, 0, 0);
        foreach (var b in source)
        {
            bits = (bits << 8) | b;
            for (count += 8; count >= 5; count -= 5)
            {
                destination[at++] = (byte)Alphabet[(bits >> (count - 5)) & 31];
            }

            bits &= 31;
        }

        if (count > 0)
        {
            destination[at] = (byte)Alphabet[(bits << (5 - count)) & 31];
        }
    }

    public static string Encode(ReadOnlySpan<byte> source)
    {
        Span<byte> text = stackalloc byte[Length(source.Length)];
        Encode(source, text);
        return System.Text.Encoding.ASCII.GetString(text);
    }

    /// <summary>The bytes of a text that <see cref="Encode(ReadOnlySpan{byte})"/> made; false for any other.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = new byte[text.Length * 5 / 8];
        var (bits, count, at) = (0, 0, 0);
        foreach (var c in text)
        {
            var value = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (value < 0)
            {
                bytes = null;
                return false;
            }

            bits = (bits << 5) | value;
            count += 5;
            if (count >= 8)
            {
                bytes[at++] = (byte)(bits >> (count - 8));
                count -= 8;
            }

            bits &= (1 << count) - 1;
        }

        if (bits != 0 || count >= 5)
        {
            bytes = null;
            return false;
        }

        return true;
    }
}
