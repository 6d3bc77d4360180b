using System.Buffers;

namespace Rpm.Telemetry.Json;

/// <summary>The characters of plain JSON.</summary>
internal static class JsonFlatScan
{
    // What ends a plain string, rightly or not: a quote, an escape, a control character.
    public static readonly SearchValues<byte> EndsText = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (byte)c), (byte)'"', (byte)'\\']);

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

    public static bool IsPlain(byte c) => c >= 0x20 && c is not ((byte)'"' or (byte)'\\');

    public static bool IsDigit(byte c) => (uint)(c - '0') <= 9;
}
