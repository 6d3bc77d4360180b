namespace Rpm.Telemetry.Gatt;

/// <summary>
/// Date Time (0x2A08), seven bytes: the device's local time, in a zone that it does not state. Year, month or day zero = not known.
/// </summary>
public readonly record struct GattDateTime(ushort Year, byte Month, byte Day, byte Hours, byte Minutes, byte Seconds)
{
    private const long UnixEpochMilliseconds = 62_135_596_800_000;

    /// <summary>Whether every field is in the range that the specification gives it.</summary>
    public bool IsWellFormed =>
        Year is 0 or (>= 1582 and <= 9999) && Month <= 12 && Day <= (Year == 0 || Month == 0 ? 31 : DateTime.DaysInMonth(Year, Month))
        && Hours < 24 && Minutes < 60 && Seconds < 60;

    /// <summary>Whether year, month and day are known.</summary>
    public bool IsKnown => Year != 0 && Month != 0 && Day != 0;

    /// <summary>Milliseconds from 1970-01-01T00:00 on the device's own clock. Only where <see cref="IsKnown"/>.</summary>
    public long LocalMilliseconds => (new DateTime(Year, Month, Day, Hours, Minutes, Seconds).Ticks / TimeSpan.TicksPerMillisecond) - UnixEpochMilliseconds;

    /// <summary>The clock's reading at this local time; what is below a second is cut.</summary>
    public static GattDateTime FromLocal(long localMilliseconds)
    {
        var time = new DateTime((localMilliseconds + UnixEpochMilliseconds) * TimeSpan.TicksPerMillisecond);
        return new((ushort)time.Year, (byte)time.Month, (byte)time.Day, (byte)time.Hour, (byte)time.Minute, (byte)time.Second);
    }
}
