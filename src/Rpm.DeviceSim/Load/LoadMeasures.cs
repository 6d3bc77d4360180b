using System.Collections.Concurrent;

namespace Rpm.DeviceSim.Load;

/// <summary>What the connections of a generator measure together.</summary>
internal sealed class LoadMeasures(TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _bell = new(0, 1);

    /// <summary>From the scheduled time to the PUBACK.</summary>
    public LatencyRecorder Latency { get; } = new(1e6 / time.TimestampFrequency);

    /// <summary>From the scheduled time to the hand-over to the socket: what of the latency is not the target's.</summary>
    public LatencyRecorder SendLag { get; } = new(1e6 / time.TimestampFrequency);

    /// <summary>PUBACKs whose reason is not plain success.</summary>
    public ConcurrentDictionary<byte, long> Reasons { get; } = new();

    /// <summary>Connections that were lost or not made, by cause.</summary>
    public ConcurrentDictionary<string, long> Drops { get; } = new(StringComparer.Ordinal);

    /// <summary>An answer came.</summary>
    public void Ring()
    {
        if (_bell.CurrentCount == 0)
        {
            try
            {
                _bell.Release();
            }
            catch (SemaphoreFullException)
            {
                // Somebody else rang: the sender wakes up all the same.
            }
        }
    }

    /// <summary>Waits for an answer, at most so long.</summary>
    public Task WaitAsync(TimeSpan most, CancellationToken cancel) => _bell.WaitAsync(most, cancel);

    public void Dispose() => _bell.Dispose();
}
