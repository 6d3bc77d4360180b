using System.Buffers;
using System.Text;

namespace Rpm.Ingest.TimeSeries.Influx;

/// <summary>
/// Identifiers in line protocol and InfluxQL. Neither can carry a control character in a tag, and InfluxDB has no way to
/// write a tag that ends in a backslash or in which one stands before a comma, a space, an equals sign or another backslash.
/// Those characters are written as their visible look-alikes: U+2400–U+2421 for control characters, U+FF3C for the backslash.
/// Everything else is written as it is.
/// </summary>
internal static class LineProtocolText
{
    /// <summary>Most bytes that one UTF-16 unit can become.</summary>
    public const int MaxBytesPerChar = 3;

    private static readonly SearchValues<char> TagSpecials = SearchValues.Create(
        [.. ", =\\".ToCharArray(), .. Enumerable.Range(0, 32).Select(i => (char)i), '\x7f']);

    private static readonly SearchValues<char> StringSpecials = SearchValues.Create(
        [.. "\"\\".ToCharArray(), .. Enumerable.Range(0, 32).Select(i => (char)i), '\x7f']);

    /// <summary>What a tag of this text holds once the server has read it.</summary>
    public static string Stored(string text)
    {
        if (text.AsSpan().IndexOfAny(TagSpecials) < 0)
        {
            return text;
        }

        return string.Create(text.Length, text, static (result, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                result[i] = StandIn(source, i);
            }
        });
    }

    /// <summary>Writes a tag's value and returns its length.</summary>
    public static int WriteTag(ReadOnlySpan<char> text, Span<byte> to)
    {
        var written = 0;
        var rest = text;
        int special;
        while ((special = rest.IndexOfAny(TagSpecials)) >= 0)
        {
            written += Encoding.UTF8.GetBytes(rest[..special], to[written..]);
            var c = StandIn(rest, special);
            if (c is ',' or ' ' or '=')
            {
                to[written++] = (byte)'\\';
            }

            written += Encoding.UTF8.GetBytes(new ReadOnlySpan<char>(in c), to[written..]);
            rest = rest[(special + 1)..];
        }

        return written + Encoding.UTF8.GetBytes(rest, to[written..]);
    }

    /// <summary>Writes the inside of a quoted field and returns its length.</summary>
    public static int WriteString(ReadOnlySpan<char> text, Span<byte> to)
    {
        var written = 0;
        var rest = text;
        int special;
        while ((special = rest.IndexOfAny(StringSpecials)) >= 0)
        {
            written += Encoding.UTF8.GetBytes(rest[..special], to[written..]);
            var c = rest[special];
            if (c is '"' or '\\')
            {
                to[written++] = (byte)'\\';
                to[written++] = (byte)c;
            }
            else
            {
                c = Picture(c);
                written += Encoding.UTF8.GetBytes(new ReadOnlySpan<char>(in c), to[written..]);
            }

            rest = rest[(special + 1)..];
        }

        return written + Encoding.UTF8.GetBytes(rest, to[written..]);
    }

    /// <summary>A string literal of InfluxQL that equals the tag written for this text.</summary>
    public static string InfluxQl(string text) =>
        $"'{Stored(text).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    /// <summary>A string of a 2.x delete predicate that equals the tag written for this text.</summary>
    public static string Predicate(string text) =>
        $"\"{Stored(text).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static char StandIn(ReadOnlySpan<char> text, int index) => text[index] switch
    {
        '\\' => index + 1 == text.Length || text[index + 1] is '\\' or ',' or ' ' or '=' ? '\uFF3C' : '\\',
        < ' ' or '\x7f' => Picture(text[index]),
        var c => c,
    };

    private static char Picture(char control) => control == '\x7f' ? '\u2421' : (char)('\u2400' + control);
}
