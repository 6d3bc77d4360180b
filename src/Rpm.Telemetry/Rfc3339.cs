using System.Runtime.CompilerServices;

namespace Rpm.Telemetry;

/// <summary>Times as RFC 3339 writes them, to and from UTF-8 without allocating.</summary>
public static class Rfc3339
{
    /// <summary>Longest text that <see cref="Format"/> writes.</summary>
    public const int MaxLength = 29;

    private const long MillisecondsPerDay = 86_400_000;
    private const int MinutesPerDay = 24 * 60;
    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>
    /// Reads <c>2026-11-23T08:40:00.123+01:00</c>: T, t or a space; up to nine digits of a fraction, cut to milliseconds; Z, z,
    /// <c>±hh:mm</c>, <c>±hhmm</c> or <c>±hh</c>. A leap second (:60) is the second after it, as in POSIX.
    /// </summary>
    /// <param name="text">UTF-8, the whole of it.</param>
    /// <param name="time">The instant; for <see cref="TimeText.WithoutZone"/> the local time taken as if it were UTC.</param>
    /// <param name="offsetMinutes">Minutes east of UTC.</param>
    public static TimeText TryParse(ReadOnlySpan<byte> text, out Instant time, out short offsetMinutes)
    {
        time = default;
        offsetMinutes = 0;
        if (text.Length < 19 || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':' || text[10] is not ((byte)'T' or (byte)'t' or (byte)' '))
        {
            return TimeText.Malformed;
        }

        var century = TwoDigits(text, 0);
        var yearOfCentury = TwoDigits(text, 2);
        int month = TwoDigits(text, 5), day = TwoDigits(text, 8), hour = TwoDigits(text, 11), minute = TwoDigits(text, 14), second = TwoDigits(text, 17);
        if ((century | yearOfCentury | month | day | hour | minute | second) < 0)
        {
            return TimeText.Malformed;
        }

        var year = (century * 100) + yearOfCentury;
        if (year == 0 || month is < 1 or > 12 || day < 1 || (day > 28 && day > DateTime.DaysInMonth(year, month)) || hour > 23 || minute > 59 || second > 60)
        {
            return TimeText.Malformed;
        }

        var rest = text[19..];
        if (!TryTakeFraction(ref rest, out var milliseconds))
        {
            return TimeText.Malformed;
        }

        var local = (DaysSince1970(year, month, day) * MillisecondsPerDay) + ((((((hour * 60L) + minute) * 60) + second) * 1000) + milliseconds);
        if (!TryTakeOffset(rest, out var offset, out var hasOffset))
        {
            return TimeText.Malformed;
        }

        var utc = local - (offset * 60_000L);
        if (utc < Earliest || utc > Latest)
        {
            return TimeText.Malformed;
        }

        time = new Instant(utc);
        offsetMinutes = (short)offset;
        return hasOffset ? TimeText.Complete : TimeText.WithoutZone;
    }

    /// <summary>Reads an offset alone: Z, z, <c>±hh:mm</c>, <c>±hhmm</c> or <c>±hh</c>; minutes east of UTC.</summary>
    public static bool TryParseOffset(ReadOnlySpan<byte> text, out short offsetMinutes)
    {
        var read = TryTakeOffset(text, out var minutes, out var present);
        offsetMinutes = (short)minutes;
        return read && present;
    }

    /// <summary>
    /// Writes the time with milliseconds at <paramref name="offsetMinutes"/> east of UTC, Z for zero; returns the length. An
    /// offset of a day or more, or a local time outside the years 1 to 9999, is written at Z instead: the same instant.
    /// </summary>
    public static int Format(Span<byte> destination, Instant time, int offsetMinutes)
    {
        var local = time.UnixMilliseconds + (offsetMinutes * 60_000L);
        if (Math.Abs(offsetMinutes) >= MinutesPerDay || local < Earliest || local > Latest)
        {
            offsetMinutes = 0;
            local = Math.Clamp(time.UnixMilliseconds, Earliest, Latest);
        }

        var days = Math.DivRem(local, MillisecondsPerDay, out var ofDay);
        if (ofDay < 0)
        {
            days--;
            ofDay += MillisecondsPerDay;
        }

        var date = DateOnly.FromDayNumber((int)(days + 719_162));
        Write(destination, 0, 4, date.Year);
        destination[4] = (byte)'-';
        Write(destination, 5, 2, date.Month);
        destination[7] = (byte)'-';
        Write(destination, 8, 2, date.Day);
        destination[10] = (byte)'T';
        Write(destination, 11, 2, (int)(ofDay / 3_600_000));
        destination[13] = (byte)':';
        Write(destination, 14, 2, (int)(ofDay / 60_000 % 60));
        destination[16] = (byte)':';
        Write(destination, 17, 2, (int)(ofDay / 1000 % 60));
        destination[19] = (byte)'.';
        Write(destination, 20, 3, (int)(ofDay % 1000));
        if (offsetMinutes == 0)
        {
            destination[23] = (byte)'Z';
            return 24;
        }

        destination[23] = (byte)(offsetMinutes < 0 ? '-' : '+');
        var magnitude = Math.Abs(offsetMinutes);
        Write(destination, 24, 2, magnitude / 60);
        destination[26] = (byte)':';
        Write(destination, 27, 2, magnitude % 60);
        return MaxLength;
    }

    private static bool TryTakeFraction(ref ReadOnlySpan<byte> rest, out int milliseconds)
    {
        milliseconds = 0;
        if (rest.IsEmpty || rest[0] != '.')
        {
            return true;
        }

        if (rest.Length > 4 && (uint)(rest[4] - '0') > 9)
        {
            // Three digits, as most have that have any.
            uint hundreds = (uint)rest[1] - '0', tens = (uint)rest[2] - '0', ones = (uint)rest[3] - '0';
            if (hundreds <= 9 && tens <= 9 && ones <= 9)
            {
                milliseconds = (int)((hundreds * 100) + (tens * 10) + ones);
                rest = rest[4..];
                return true;
            }
        }

        var count = 0;
        while (count + 1 < rest.Length && (uint)(rest[count + 1] - '0') <= 9)
        {
            if (count < 3)
            {
                milliseconds = (milliseconds * 10) + (rest[count + 1] - '0');
            }

            count++;
        }

        for (var i = count; i < 3; i++)
        {
            milliseconds *= 10;
        }

        rest = rest[(count + 1)..];
        return count is >= 1 and <= 9;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryTakeOffset(ReadOnlySpan<byte> rest, out int minutes, out bool present)
    {
        minutes = 0;
        present = !rest.IsEmpty;
        if (!present || (rest.Length == 1 && (rest[0] is (byte)'Z' or (byte)'z')))
        {
            return true;
        }

        if (rest[0] is not ((byte)'+' or (byte)'-'))
        {
            return false;
        }

        var hours = rest.Length >= 3 ? TwoDigits(rest, 1) : -1;
        var rem = rest.Length switch
        {
            3 => 0,
            5 => TwoDigits(rest, 3),
            6 when rest[3] == ':' => TwoDigits(rest, 4),
            _ => -1,
        };
        if (hours is < 0 or > 23 || rem is < 0 or > 59)
        {
            return false;
        }

        minutes = ((hours * 60) + rem) * (rest[0] == '-' ? -1 : 1);
        return true;
    }

    // Of a date that exists. Counted from March, so that the leap day is the last of its year.
    private static long DaysSince1970(int year, int month, int day)
    {
        const int BeforeEpoch = 719_468; // days from 0000-03-01 to 1970-01-01
        var (marchYear, marchMonth) = month > 2 ? (year, month - 3) : (year - 1, month + 9);
        return (marchYear * 365L) + (marchYear / 4) - (marchYear / 100) + (marchYear / 400) + (((153 * marchMonth) + 2) / 5) + day - 1 - BeforeEpoch;
    }

    private static int TwoDigits(ReadOnlySpan<byte> text, int at)
    {
        int tens = text[at] - '0', ones = text[at + 1] - '0';
        return (uint)tens <= 9 && (uint)ones <= 9 ? (tens * 10) + ones : -1;
    }

    private static void Write(Span<byte> destination, int at, int width, int number)
    {
        for (var i = at + width - 1; i >= at; i--)
        {
            destination[i] = (byte)('0' + (number % 10));
            number /= 10;
        }
    }
}
