using Rpm.DeviceSim.Physiology;
using Rpm.Telemetry;

namespace Rpm.DeviceSim.Wards;

/// <summary>A device of the ward and what it will measure when.</summary>
/// <param name="First">When it first reports, after the start.</param>
internal sealed record WardSensor(WardDevice Device, IVitalSign Sign, TimeZoneInfo Zone, TimeSpan First, TimeSpan Interval, TimeSpan HistoryInterval)
{
    /// <summary>The reading at <paramref name="time"/>, marked as simulated. A pure function.</summary>
    /// <param name="start">When the ward began.</param>
    /// <param name="speed">How much faster the body lives after the start; the past went by at the normal pace.</param>
    public Reading At(Instant time, Instant start, double speed, ReadingFlags flags = ReadingFlags.None)
    {
        var offset = Zone.GetUtcOffset(time.ToDateTimeOffset());
        var elapsed = time - start;
        if (elapsed > TimeSpan.Zero)
        {
            elapsed *= speed;
        }

        return new Reading
        {
            Device = Device.Id,
            Kind = Sign.Kind,
            Time = time,
            OffsetMinutes = (short)offset.TotalMinutes,
            User = -1,
            Flags = flags | ReadingFlags.Test,
            Values = Sign.Measure(Moment.Of(start + elapsed, offset, elapsed)),
        };
    }
}
