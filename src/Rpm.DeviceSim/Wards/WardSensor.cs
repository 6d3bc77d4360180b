using Rpm.DeviceSim.Physiology;
using Rpm.DeviceSim.Scenarios;
using Rpm.Telemetry;

namespace Rpm.DeviceSim.Wards;

/// <summary>A device of the ward and what it will measure when.</summary>
/// <param name="First">When it first reports, after the start.</param>
internal sealed record WardSensor(WardDevice Device, IVitalSign Sign, TimeZoneInfo Zone, TimeSpan First, TimeSpan Interval, TimeSpan HistoryInterval)
{
    /// <summary>What happens to the patient; null = nothing out of the ordinary.</summary>
    public Scenario? Scenario { get; init; }

    /// <summary>How much faster this body lives, whatever the others do; null = as they do.</summary>
    public double? Pace { get; init; }

    /// <summary>The reading at <paramref name="time"/>, marked as simulated; null where the sensor says nothing. A pure function.</summary>
    /// <param name="start">When the ward began.</param>
    /// <param name="speed">How much faster the body lives after the start; the past went by at the normal pace.</param>
    public Reading? At(Instant time, Instant start, double speed, ReadingFlags flags = ReadingFlags.None)
    {
        var offset = Zone.GetUtcOffset(time.ToDateTimeOffset());
        var elapsed = time - start;
        if (elapsed > TimeSpan.Zero)
        {
            elapsed *= Pace ?? speed;
        }

        var moment = Moment.Of(start + elapsed, offset, elapsed);
        if (Scenario?.BodyHour is { } hour)
        {
            // The night begins when the scenario does.
            var begin = Moment.Of(start, offset, TimeSpan.Zero);
            moment = moment with { Minutes = begin.Day * 1440 + hour * 60 + elapsed.TotalMinutes };
        }

        var sample = Sign.Measure(moment);
        return sample.IsSilent ? null : new Reading
        {
            Device = Device.Id,
            Kind = Sign.Kind,
            Time = time,
            OffsetMinutes = (short)offset.TotalMinutes,
            User = -1,
            Flags = flags | ReadingFlags.Test,
            Quality = sample.Quality,
            Values = sample.Values,
        };
    }
}
