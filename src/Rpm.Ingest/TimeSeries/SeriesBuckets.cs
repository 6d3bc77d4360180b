using Rpm.Telemetry;

namespace Rpm.Ingest.TimeSeries;

/// <summary>
/// Points into spans. Shorter than a day: aligned to the Unix epoch. Whole days: from local midnight to local midnight of a
/// zone, so a day has 23 or 25 hours where the clocks change; several days are counted from a Monday. Spans without a
/// value are left out.
/// </summary>
internal static class SeriesBuckets
{
    private static readonly DateOnly Monday = new(1969, 12, 29);

    /// <summary>Whether <paramref name="every"/> can be a bucket's length: positive, whole milliseconds, whole days from a day up.</summary>
    public static bool IsLength(TimeSpan every) =>
        every > TimeSpan.Zero && every.Ticks % TimeSpan.TicksPerMillisecond == 0 && (every < TimeSpan.FromDays(1) || every.Ticks % TimeSpan.TicksPerDay == 0);

    /// <summary>The buckets of points in order of time.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="IsLength"/> does not hold.</exception>
    public static IReadOnlyList<SeriesBucket> Of(IEnumerable<SeriesPoint> points, TimeSpan every, TimeZoneInfo zone)
    {
        if (!IsLength(every))
        {
            throw new ArgumentOutOfRangeException(nameof(every), every, "A bucket is a part of a day or a number of whole days.");
        }

        var buckets = new List<SeriesBucket>();
        var (start, end) = (Instant.Min, Instant.Min);
        var (count, clear, sum, min, max) = (0L, 0L, 0.0, 0.0, 0.0);
        foreach (var point in points)
        {
            if (count == 0 || point.Time >= end)
            {
                Close();
                (start, end) = Span(point.Time, every, zone);
                (count, clear, sum, min, max) = (0, 0, 0, double.PositiveInfinity, double.NegativeInfinity);
            }

            count++;
            min = Math.Min(min, point.Value);
            max = Math.Max(max, point.Value);
            if (point.Comparator == Comparator.None)
            {
                clear++;
                sum += point.Value;
            }
        }

        Close();
        return buckets;

        void Close()
        {
            if (count > 0)
            {
                buckets.Add(new SeriesBucket(start, count, min, clear > 0 ? sum / clear : null, max));
            }
        }
    }

    private static (Instant Start, Instant End) Span(Instant time, TimeSpan every, TimeZoneInfo zone)
    {
        if (every < TimeSpan.FromDays(1))
        {
            var length = (long)every.TotalMilliseconds;
            var ms = time.UnixMilliseconds;
            var start = ms - (((ms % length) + length) % length);
            return (new Instant(start), new Instant(start + length));
        }

        var days = every.Days;
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.ToDateTimeOffset(), zone).DateTime);
        var since = day.DayNumber - Monday.DayNumber;
        var first = day.AddDays(-(((since % days) + days) % days));
        return (StartOf(first, zone), StartOf(first.AddDays(days), zone));
    }

    // Where the clock skips midnight the day starts at the first minute that exists; where it shows midnight twice, at the first.
    private static Instant StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return Instant.From(new DateTimeOffset(local, offset));
    }
}
