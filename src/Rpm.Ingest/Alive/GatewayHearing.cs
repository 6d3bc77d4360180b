using System.Collections.Concurrent;

namespace Rpm.Ingest.Alive;

/// <summary>When registered gateways were last heard, by a clock that nobody sets. In memory: after a start nobody was heard yet.</summary>
internal sealed class GatewayHearing(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, long> _last = new(StringComparer.Ordinal);

    /// <summary>Something came through it now.</summary>
    public void Heard(string gateway) => _last[gateway] = time.GetTimestamp();

    /// <summary>Timestamp of the last time; null where there was none.</summary>
    public long? Last(string gateway) => _last.TryGetValue(gateway, out var last) ? last : null;
}
