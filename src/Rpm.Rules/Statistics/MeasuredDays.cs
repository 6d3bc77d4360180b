using Rpm.Telemetry;

namespace Rpm.Rules.Statistics;

/// <summary>On how many of the last days something was measured. Days are the patient's own.</summary>
public static class MeasuredDays
{
    /// <summary>How many of the last <paramref name="days"/> local days, today among them, hold one of the times.</summary>
    public static int Of(IEnumerable<Instant> times, Instant now, TimeZoneInfo zone, int days)
    {
        ArgumentNullException.ThrowIfNull(times);
        ArgumentNullException.ThrowIfNull(zone);
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        var today = DayOf(now, zone);
        return times.Select(t => DayOf(t, zone)).Where(d => d <= today && d > today.AddDays(-days)).Distinct().Count();
    }

    private static DateOnly DayOf(Instant time, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.ToDateTimeOffset(), zone).DateTime);
}
