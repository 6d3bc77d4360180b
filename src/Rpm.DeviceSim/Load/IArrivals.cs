namespace Rpm.DeviceSim.Load;

/// <summary>What one connection has to send, in the order of time. Used by one thread.</summary>
internal interface IArrivals
{
    /// <summary>The next message that was due by <paramref name="elapsed"/>; it stays the next one until <see cref="Take"/>.</summary>
    bool TryPeek(TimeSpan elapsed, out Due due);

    /// <summary>The message was taken.</summary>
    void Take();

    /// <summary>Whether nothing will ever be due any more.</summary>
    bool IsOver { get; }
}
