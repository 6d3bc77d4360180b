using Rpm.Telemetry;

namespace Rpm.Rules.Windows;

/// <summary>
/// What the readings of one stretch of a window come to. Values are in millionths of the canonical unit, as integers: a sum then
/// does not depend on the order in which it was made.
/// </summary>
internal struct Slice
{
    /// <summary>Which stretch: measurement time divided by the width of a slice.</summary>
    public long Number;

    /// <summary>Of readings whose quality is in doubt.</summary>
    public bool Doubtful;

    /// <summary>A reading was below, or above, the sensor's range: it stands for no number.</summary>
    public bool Low;
    public bool High;

    public Instant First;
    public Instant Last;

    /// <summary>Sum of the readings' times after <see cref="First"/>, in milliseconds.</summary>
    public long Times;

    public int Count;
    public long FirstValue;
    public long LastValue;
    public long Sum;
    public long Min;
    public long Max;

    /// <summary>Takes one more reading, in order of measurement.</summary>
    public void Add(Instant time, long value)
    {
        if (Count == 0)
        {
            (First, FirstValue, Min, Max) = (time, value, value, value);
        }

        (Last, LastValue) = (time, value);
        Times += time.UnixMilliseconds - First.UnixMilliseconds;
        Sum += value;
        Min = Math.Min(Min, value);
        Max = Math.Max(Max, value);
        Count++;
    }
}
