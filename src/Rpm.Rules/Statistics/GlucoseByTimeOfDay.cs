using Rpm.Telemetry;

namespace Rpm.Rules.Statistics;

/// <summary>
/// Percentiles of glucose by the hour of the patient's day. It is not the "ambulatory glucose profile", which smooths and is a protected word. A value beyond the
/// sensor's range is ranked as the end of that range.
/// </summary>
/// <param name="Unit">mg/dL or mmol/L: that of the percentiles.</param>
/// <param name="Hours">All 24, from midnight.</param>
public sealed record GlucoseByTimeOfDay(Unit Unit, IReadOnlyList<GlucoseHour> Hours)
{
    /// <summary>Fewer days with a reading in an hour make no percentiles of it. A choice of this project.</summary>
    public const int LeastDays = 5;

    /// <summary>The percentiles of readings in any order, interpolated between neighbours.</summary>
    /// <param name="unit">mg/dL or mmol/L; readings in the other are converted, for nothing is judged here.</param>
    public static GlucoseByTimeOfDay Of(IEnumerable<GlucoseValue> readings, Unit unit, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(readings);
        ArgumentNullException.ThrowIfNull(zone);
        var values = new List<double>[24];
        var days = new HashSet<DateOnly>[24];
        for (var hour = 0; hour < 24; hour++)
        {
            (values[hour], days[hour]) = ([], []);
        }

        foreach (var reading in readings)
        {
            var local = TimeZoneInfo.ConvertTime(reading.Time.ToDateTimeOffset(), zone);
            values[local.Hour].Add(reading.Unit == unit ? reading.Value : Units.FromCanonical(Units.ToCanonical(reading.Value, reading.Unit), unit));
            days[local.Hour].Add(DateOnly.FromDateTime(local.DateTime));
        }

        return new GlucoseByTimeOfDay(unit, [.. Enumerable.Range(0, 24).Select(hour => HourOf(hour, values[hour], days[hour].Count))]);
    }

    private static GlucoseHour HourOf(int hour, List<double> values, int days)
    {
        if (days < LeastDays)
        {
            return new GlucoseHour(hour, values.Count, days, null, null, null, null, null);
        }

        values.Sort();
        return new GlucoseHour(hour, values.Count, days, At(values, 0.05), At(values, 0.25), At(values, 0.5), At(values, 0.75), At(values, 0.95));
    }

    private static double At(List<double> ordered, double share)
    {
        var place = share * (ordered.Count - 1);
        var low = (int)place;
        return low + 1 < ordered.Count ? ordered[low] + ((place - low) * (ordered[low + 1] - ordered[low])) : ordered[low];
    }
}
