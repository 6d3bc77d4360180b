using System.Buffers.Binary;
using System.Numerics;

namespace Rpm.Telemetry.Json;

/// <summary>The characters of plain JSON.</summary>
internal static class JsonFlatScan
{
    private const ulong Ones = 0x0101_0101_0101_0101;
    private const ulong Tops = 0x8080_8080_8080_8080;

    /// <summary>
    /// The place, from <paramref name="at"/> on, of the first character that ends a plain string, rightly or not: a quote, an escape, a control
    /// character. The payload's length where there is none.
    /// </summary>
    public static int TextEnd(ReadOnlySpan<byte> payload, int at)
    {
        // Eight characters at a time: of each whose byte becomes zero, or falls below zero, the top bit is set. A borrow may set others too,
        // but only behind the first.
        while (at <= payload.Length - sizeof(ulong))
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(payload[at..]);
            var quote = word ^ (Ones * '"');
            var escape = word ^ (Ones * '\\');
            var ends = (((quote - Ones) & ~quote) | ((escape - Ones) & ~escape) | ((word - (Ones * ' ')) & ~word)) & Tops;
            if (ends != 0)
            {
                return at + (BitOperations.TrailingZeroCount(ends) >>> 3);
            }

            at += sizeof(ulong);
        }

        while ((uint)at < (uint)payload.Length && payload[at] >= ' ' && payload[at] is not ((byte)'"' or (byte)'\\'))
        {
            at++;
        }

        return at;
    }

    public static int SpaceFrom(ReadOnlySpan<byte> payload, int at)
    {
        while ((uint)at < (uint)payload.Length && payload[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }

        return at;
    }

    // Behind a separator and the space around it; -1 where there is another character.
    public static int Past(ReadOnlySpan<byte> payload, int at, char separator)
    {
        if ((uint)at < (uint)payload.Length && payload[at] != separator)
        {
            at = SpaceFrom(payload, at);
        }

        if ((uint)at >= (uint)payload.Length || payload[at] != separator)
        {
            return -1;
        }

        at++;
        return (uint)at < (uint)payload.Length && payload[at] <= ' ' ? SpaceFrom(payload, at) : at;
    }

    public static bool IsDigit(byte c) => (uint)(c - '0') <= 9;
}
