using System.Globalization;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Charts;

/// <summary>A chart's horizontal axis in one zone: ticks at full hours or midnights of that zone's clock.</summary>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive.</param>
public sealed record TimeAxis(Instant From, Instant To, TimeZoneInfo Zone)
{
    private const int MostTicks = 9;

    private static readonly int[] HourSteps = [1, 2, 3, 6, 12];
    private static readonly int[] DaySteps = [1, 2, 7, 14];

    /// <summary>The ticks, at most nine but for the longest spans.</summary>
    public IReadOnlyList<TimeTick> Ticks()
    {
        var hours = (To - From).TotalHours;
        foreach (var step in HourSteps)
        {
            if (hours / step <= MostTicks)
            {
                return HourTicks(step);
            }
        }

        foreach (var step in DaySteps)
        {
            if (hours / 24 / step <= MostTicks)
            {
                return DayTicks(step);
            }
        }

        return DayTicks(28);
    }

    private List<TimeTick> HourTicks(int step)
    {
        var ticks = new List<TimeTick>();
        for (var day = Local(From).Date; ; day = day.AddDays(1))
        {
            for (var hour = 0; hour < 24; hour += step)
            {
                if (InstantOf(day.AddHours(hour)) is not { } time || time < From)
                {
                    continue;
                }

                if (time >= To)
                {
                    return ticks;
                }

                ticks.Add(new TimeTick(
                    time, hour == 0 ? day.ToString("ddd d MMM", CultureInfo.InvariantCulture) : day.AddHours(hour).ToString("HH:mm", CultureInfo.InvariantCulture),
                    hour == 0, hour / step % 2 != 0));
            }
        }
    }

    private List<TimeTick> DayTicks(int step)
    {
        var ticks = new List<TimeTick>();
        var first = Local(From).Date;
        for (var (day, index) = (InstantOf(first) is { } midnight && midnight >= From ? first : first.AddDays(1), 0); ; (day, index) = (day.AddDays(step), index + 1))
        {
            if (InstantOf(day) is not { } time)
            {
                continue;
            }

            if (time >= To)
            {
                return ticks;
            }

            ticks.Add(new TimeTick(time, day.ToString("d MMM", CultureInfo.InvariantCulture), true, index % 2 != 0));
        }
    }

    private DateTime Local(Instant time) => TimeZoneInfo.ConvertTime(time.ToDateTimeOffset(), Zone).DateTime;

    // Null where the clocks skip it; the first of both where they show it twice.
    private Instant? InstantOf(DateTime local) => Zone.IsInvalidTime(local)
        ? null
        : Instant.From(new DateTimeOffset(local, Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max() : Zone.GetUtcOffset(local)));
}
