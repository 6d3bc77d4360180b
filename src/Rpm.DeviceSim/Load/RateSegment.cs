namespace Rpm.DeviceSim.Load;

/// <summary>A stretch of time in which the rate goes evenly from one value to another.</summary>
/// <param name="From">Messages a second at the beginning.</param>
/// <param name="To">Messages a second at the end.</param>
internal readonly record struct RateSegment(double From, double To, TimeSpan Length)
{
    /// <summary>Messages that are due in it.</summary>
    public double Count => (From + To) / 2 * Length.TotalSeconds;
}
