using Rpm.Telemetry;

namespace Rpm.DeviceSim.Load;

/// <summary>When a run began, on both clocks.</summary>
/// <param name="Began">On the clock on the wall.</param>
/// <param name="Start">As a timestamp.</param>
/// <param name="Frequency">Timestamps a second.</param>
internal readonly record struct RunClock(Instant Began, long Start, long Frequency)
{
    /// <summary>Now.</summary>
    public static RunClock Of(TimeProvider time) => new(Instant.From(time.GetUtcNow()), time.GetTimestamp(), time.TimestampFrequency);

    /// <summary>A length of time in timestamps.</summary>
    public long TicksOf(TimeSpan span) => (long)(span.Ticks * (Frequency / (double)TimeSpan.TicksPerSecond));

    /// <summary>The timestamp of a time since the start.</summary>
    public long TimestampOf(TimeSpan after) => Start + TicksOf(after);
}
