namespace Rpm.Ingest.Pipeline;

/// <summary>How many readings a sender may bring in.</summary>
/// <param name="PerSecond">Readings per second in the long run; 0 = no limit.</param>
/// <param name="Burst">Readings at once after a pause: what a device may hand in after it was out of reach.</param>
internal readonly record struct RateLimit(double PerSecond, int Burst)
{
    /// <summary>No limit.</summary>
    public static readonly RateLimit Off;

    /// <summary>Whether everything passes.</summary>
    public bool IsOff => PerSecond <= 0;
}
