using System.Collections.Concurrent;
using System.Text;

namespace Rpm.Telemetry;

/// <summary>The instant of a local time, for formats whose time stamps state no zone. Allocates nothing for a zone seen before.</summary>
public static class LocalTime
{
    private const int LongestZone = 64;
    private const long Day = 24 * 3600 * 1000L;
    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeMilliseconds() + (2 * Day);
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() - (2 * Day);
    private static readonly ConcurrentDictionary<string, TimeZoneInfo> Zones = new(StringComparer.Ordinal);

    /// <summary>
    /// Reads a zone: an IANA name (<c>Europe/Berlin</c>), an offset (<c>+01:00</c>, <c>-0800</c>, <c>Z</c>). UTF-8.
    /// </summary>
    /// <param name="text">The zone.</param>
    /// <param name="zone">The named zone; null for an offset.</param>
    /// <param name="offsetMinutes">Minutes east of UTC; zero for a named zone.</param>
    public static bool TryParseZone(ReadOnlySpan<byte> text, out TimeZoneInfo? zone, out short offsetMinutes)
    {
        zone = null;
        offsetMinutes = 0;
        if (text is [(byte)'Z'])
        {
            return true;
        }

        if (text.Length is 0 or > LongestZone)
        {
            return false;
        }

        if (text[0] is (byte)'+' or (byte)'-')
        {
            return Rfc3339.TryParseOffset(text, out offsetMinutes);
        }

        Span<char> name = stackalloc char[LongestZone];
        foreach (var c in text)
        {
            // Only what an IANA name is made of: a zone is looked for by this name in a folder.
            if (!(char.IsAsciiLetterOrDigit((char)c) || c is (byte)'/' or (byte)'_' or (byte)'-' or (byte)'+'))
            {
                return false;
            }
        }

        name = name[..Encoding.ASCII.GetChars(text, name)];
        if (Zones.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out zone))
        {
            return true;
        }

        var id = name.ToString();
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(id, out zone))
        {
            return false;
        }

        Zones.TryAdd(id, zone);
        return true;
    }

    /// <summary>
    /// The instant at which a clock in <paramref name="zone"/> shows <paramref name="localMilliseconds"/>. An hour that the clock
    /// shows twice is the later one that is not after <paramref name="notAfter"/>; one that it skips is taken by the offset before.
    /// </summary>
    /// <param name="localMilliseconds">Milliseconds from 1970-01-01T00:00 local time.</param>
    /// <param name="zone">The clock's zone.</param>
    /// <param name="notAfter">When the time stamp was received: a measurement is not younger.</param>
    /// <param name="time">The instant.</param>
    /// <param name="offsetMinutes">Minutes east of UTC at that instant.</param>
    /// <returns>False where the time is outside the years 1 to 9999.</returns>
    public static bool TryToInstant(long localMilliseconds, TimeZoneInfo zone, Instant notAfter, out Instant time, out short offsetMinutes)
    {
        time = default;
        offsetMinutes = 0;
        if (localMilliseconds < Earliest || localMilliseconds > Latest)
        {
            return false;
        }

        // No zone changes twice within two days: these are the offsets before and after the change, if there is one.
        var before = OffsetAt(zone, localMilliseconds - Day);
        var after = OffsetAt(zone, localMilliseconds + Day);
        var first = localMilliseconds - (before * 60_000L);
        var second = localMilliseconds - (after * 60_000L);
        var firstHolds = OffsetAt(zone, first) == before;
        var secondHolds = before != after && OffsetAt(zone, second) == after;
        var takeSecond = secondHolds && (!firstHolds || (second > first ? second <= notAfter.UnixMilliseconds : first > notAfter.UnixMilliseconds));
        time = new Instant(takeSecond ? second : first);
        offsetMinutes = takeSecond ? after : before;
        return true;
    }

    private static short OffsetAt(TimeZoneInfo zone, long unixMilliseconds) =>
        (short)zone.GetUtcOffset(DateTime.UnixEpoch.AddMilliseconds(unixMilliseconds)).TotalMinutes;
}
