using Rpm.Telemetry;

namespace Rpm.DeviceSim.Physiology;

/// <summary>A time as a body sees it.</summary>
/// <param name="Minutes">Minutes since 1970 on the patient's clock.</param>
/// <param name="Elapsed">Since the ward began; negative in its history.</param>
internal readonly record struct Moment(double Minutes, TimeSpan Elapsed)
{
    /// <summary>Hour of the patient's day, 0 to 24.</summary>
    public double Hour => Minutes / 60 % 24;

    /// <summary>Number of the patient's day.</summary>
    public long Day => (long)Math.Floor(Minutes / 1440);

    /// <summary>The moment of a time that lies <paramref name="elapsed"/> after the start, in a zone of this offset.</summary>
    public static Moment Of(Instant time, TimeSpan offset, TimeSpan elapsed) =>
        new(time.UnixMilliseconds / 60_000.0 + offset.TotalMinutes, elapsed);
}
