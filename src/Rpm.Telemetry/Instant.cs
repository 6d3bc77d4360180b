using System.Globalization;

namespace Rpm.Telemetry;

/// <summary>
/// A point in time: milliseconds since 1970-01-01T00:00:00Z. The zone a device reported is kept beside it
/// (<see cref="Reading.OffsetMinutes"/>), never inside it.
/// </summary>
public readonly record struct Instant(long UnixMilliseconds) : IComparable<Instant>
{
    /// <summary>Earlier than every reading; the open start of an interval.</summary>
    public static readonly Instant Min = new(long.MinValue);

    /// <summary>Later than every reading; the open end of an interval.</summary>
    public static readonly Instant Max = new(long.MaxValue);

    /// <summary>The instant of <paramref name="time"/>, cut to whole milliseconds.</summary>
    public static Instant From(DateTimeOffset time) => new(time.ToUnixTimeMilliseconds());

    /// <summary>The same point in time with offset zero. Not defined for <see cref="Min"/> and <see cref="Max"/>.</summary>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.FromUnixTimeMilliseconds(UnixMilliseconds);

    /// <inheritdoc/>
    public int CompareTo(Instant other) => UnixMilliseconds.CompareTo(other.UnixMilliseconds);

    /// <summary>ISO 8601 in UTC with milliseconds.</summary>
    public override string ToString() => UnixMilliseconds switch
    {
        long.MinValue => "-∞",
        long.MaxValue => "∞",
        _ => ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
    };

    public static Instant operator +(Instant a, TimeSpan b) => new(a.UnixMilliseconds + (long)b.TotalMilliseconds);

    public static Instant operator -(Instant a, TimeSpan b) => new(a.UnixMilliseconds - (long)b.TotalMilliseconds);

    public static TimeSpan operator -(Instant a, Instant b) => TimeSpan.FromMilliseconds(a.UnixMilliseconds - b.UnixMilliseconds);

    public static bool operator <(Instant a, Instant b) => a.UnixMilliseconds < b.UnixMilliseconds;

    public static bool operator >(Instant a, Instant b) => a.UnixMilliseconds > b.UnixMilliseconds;

    public static bool operator <=(Instant a, Instant b) => a.UnixMilliseconds <= b.UnixMilliseconds;

    public static bool operator >=(Instant a, Instant b) => a.UnixMilliseconds >= b.UnixMilliseconds;
}
