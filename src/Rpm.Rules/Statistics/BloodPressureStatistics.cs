using Rpm.Telemetry;

namespace Rpm.Rules.Statistics;

/// <summary>
/// Averages of home blood pressure. Readings within ten minutes are one sitting (as the rule about elevated sittings counts) and enter as one number, so
/// that somebody who measures three times in a row does not weigh three times. Null = there is no sitting.
/// </summary>
/// <param name="Morning">From 04:00 until noon of the patient's day.</param>
/// <param name="Evening">From 17:00 until midnight.</param>
public sealed record BloodPressureStatistics(PressureAverage? All, PressureAverage? Morning, PressureAverage? Evening)
{
    /// <summary>The last reading of a sitting comes at most so long after its first.</summary>
    public static readonly TimeSpan Sitting = TimeSpan.FromMinutes(10);

    /// <summary>Where a morning begins and ends; a choice of this project.</summary>
    public static readonly (TimeOnly From, TimeOnly To) MorningHours = (new(4, 0), new(12, 0));

    /// <summary>Where an evening begins; it ends with the day. A choice of this project.</summary>
    public static readonly TimeOnly EveningFrom = new(17, 0);

    /// <summary>The averages of readings in any order.</summary>
    /// <param name="zone">The patient's: morning and evening are theirs.</param>
    public static BloodPressureStatistics Of(IEnumerable<PressureValue> readings, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(readings);
        ArgumentNullException.ThrowIfNull(zone);
        var sittings = Sittings(readings).Select(s => (At: TimeZoneInfo.ConvertTime(s.Time.ToDateTimeOffset(), zone).DateTime, Value: s)).ToList();
        return new BloodPressureStatistics(
            Average(sittings),
            Average([.. sittings.Where(s => TimeOnly.FromDateTime(s.At) is var t && t >= MorningHours.From && t < MorningHours.To)]),
            Average([.. sittings.Where(s => TimeOnly.FromDateTime(s.At) >= EveningFrom)]));
    }

    /// <summary>Each sitting as the mean of its readings, at the time of its first, oldest first.</summary>
    public static IReadOnlyList<PressureValue> Sittings(IEnumerable<PressureValue> readings)
    {
        ArgumentNullException.ThrowIfNull(readings);
        var sittings = new List<PressureValue>();
        var open = new List<PressureValue>();
        foreach (var reading in readings.OrderBy(r => r.Time))
        {
            if (open.Count > 0 && reading.Time - open[0].Time > Sitting)
            {
                sittings.Add(MeanOf(open));
                open.Clear();
            }

            open.Add(reading);
        }

        if (open.Count > 0)
        {
            sittings.Add(MeanOf(open));
        }

        return sittings;
    }

    private static PressureValue MeanOf(List<PressureValue> sitting) => new(
        sitting[0].Time, sitting.Average(r => r.Systolic), sitting.Average(r => r.Diastolic), sitting.Average(r => r.Pulse));

    private static PressureAverage? Average(List<(DateTime At, PressureValue Value)> sittings) => sittings.Count == 0
        ? null
        : new PressureAverage(
            sittings.Count, sittings.Select(s => s.At.Date).Distinct().Count(), sittings.Average(s => s.Value.Systolic),
            sittings.Average(s => s.Value.Diastolic), sittings.Average(s => s.Value.Pulse));
}
