using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Rpm.Telemetry.Json;

/// <summary>The inside of JSON strings, between their quotes.</summary>
internal static class JsonText
{
    /// <summary>
    /// Resolves the escapes of a string that a JSON reader has accepted. The result is never longer than the source.
    /// </summary>
    /// <returns>The length, or -1 where an escape is half of a surrogate pair: such a string has no UTF-8.</returns>
    public static int Unescape(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int from = 0, to = 0;
        while (from < source.Length)
        {
            var c = source[from++];
            if (c != '\\')
            {
                destination[to++] = c;
                continue;
            }

            var escape = source[from++];
            if (escape != 'u')
            {
                destination[to++] = escape switch
                {
                    (byte)'b' => (byte)'\b',
                    (byte)'f' => (byte)'\f',
                    (byte)'n' => (byte)'\n',
                    (byte)'r' => (byte)'\r',
                    (byte)'t' => (byte)'\t',
                    _ => escape,
                };
                continue;
            }

            var unit = Hex(source, from);
            from += 4;
            if (!Rune.TryCreate(unit, out var rune))
            {
                if (from + 6 > source.Length || source[from] != '\\' || source[from + 1] != 'u' || !Rune.TryCreate(unit, Hex(source, from + 2), out rune))
                {
                    return -1;
                }

                from += 6;
            }

            to += rune.EncodeToUtf8(destination[to..]);
        }

        return to;
    }

    /// <summary>Writes <paramref name="text"/> as a JSON string with its quotes.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        Span<byte> piece = stackalloc byte[192];
        output.Write("\""u8);
        while (!text.IsEmpty)
        {
            // A lone surrogate becomes U+FFFD: the document stays valid.
            Utf8.FromUtf16(text, piece, out var read, out var written, replaceInvalidSequences: true, isFinalBlock: true);
            WriteEscaped(output, piece[..written]);
            text = text[read..];
        }

        output.Write("\""u8);
    }

    /// <summary>Writes UTF-8 as a JSON string with its quotes.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> utf8)
    {
        output.Write("\""u8);
        WriteEscaped(output, utf8);
        output.Write("\""u8);
    }

    private static void WriteEscaped(IBufferWriter<byte> output, ReadOnlySpan<byte> utf8)
    {
        while (!utf8.IsEmpty)
        {
            var plain = 0;
            while (plain < utf8.Length && utf8[plain] >= 0x20 && utf8[plain] is not ((byte)'"' or (byte)'\\'))
            {
                plain++;
            }

            output.Write(utf8[..plain]);
            if (plain == utf8.Length)
            {
                return;
            }

            var c = utf8[plain];
            if (c < 0x20)
            {
                ReadOnlySpan<byte> hex = "0123456789abcdef"u8;
                output.Write([(byte)'\\', (byte)'u', (byte)'0', (byte)'0', hex[c >> 4], hex[c & 15]]);
            }
            else
            {
                output.Write([(byte)'\\', c]);
            }

            utf8 = utf8[(plain + 1)..];
        }
    }

    private static char Hex(ReadOnlySpan<byte> source, int at)
    {
        var unit = 0;
        for (var i = at; i < at + 4; i++)
        {
            var c = source[i];
            unit = (unit << 4) | (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        }

        return (char)unit;
    }
}
