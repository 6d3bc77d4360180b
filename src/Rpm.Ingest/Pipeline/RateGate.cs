using Rpm.Telemetry;

namespace Rpm.Ingest.Pipeline;

/// <summary>
/// A token bucket for each sender: it holds up to <see cref="RateLimit.Burst"/> readings and fills with <see cref="RateLimit.PerSecond"/>.
/// The time is an argument and nothing is allocated for a sender that is known, which is why it is not a
/// <c>System.Threading.RateLimiting</c> limiter: those read a clock of their own and hand out a lease for every reading. Not thread-safe.
/// </summary>
internal sealed class RateGate(RateLimit limit)
{
    /// <summary>Senders remembered; those whose bucket is full again are forgotten when there are more.</summary>
    public const int MostSenders = 200_000;

    private readonly Dictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);
    private int _lookAgainAt = MostSenders;

    /// <summary>Senders whose bucket is remembered.</summary>
    public int Senders => _buckets.Count;

    /// <summary>Takes one reading's worth; false where the sender has none left.</summary>
    public bool TryTake(string sender, Instant now)
    {
        if (limit.IsOff)
        {
            return true;
        }

        ref var bucket = ref Filled(sender, now);
        if (bucket.Readings < 1)
        {
            return false;
        }

        bucket.Readings--;
        return true;
    }

    /// <summary>Charges what has come in already, into debt if need be.</summary>
    public void Charge(string sender, int readings, Instant now)
    {
        if (!limit.IsOff)
        {
            Filled(sender, now).Readings -= readings;
        }
    }

    /// <summary>How long the sender must wait until it may bring in a reading; zero = now.</summary>
    public TimeSpan Wait(string sender, Instant now)
    {
        if (limit.IsOff)
        {
            return TimeSpan.Zero;
        }

        var missing = 1 - Filled(sender, now).Readings;
        return missing <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(missing / limit.PerSecond, 86_400));
    }

    /// <summary>Forgets every debt.</summary>
    public void Clear() => _buckets.Clear();

    private ref Bucket Filled(string sender, Instant now)
    {
        if (_buckets.Count >= _lookAgainAt)
        {
            Forget(now);
        }

        ref var bucket = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_buckets, sender, out var known);
        if (!known)
        {
            bucket = new Bucket { Readings = limit.Burst, At = now };
        }
        else if (now > bucket.At)
        {
            bucket.Readings = Math.Min(limit.Burst, bucket.Readings + ((now - bucket.At).TotalSeconds * limit.PerSecond));
            bucket.At = now;
        }

        return ref bucket;
    }

    private void Forget(Instant now)
    {
        foreach (var (sender, bucket) in _buckets)
        {
            if (bucket.Readings + ((now - bucket.At).TotalSeconds * limit.PerSecond) >= limit.Burst)
            {
                _buckets.Remove(sender);
            }
        }

        _lookAgainAt = Math.Max(MostSenders, _buckets.Count * 2);
    }

    private struct Bucket
    {
        public double Readings;
        public Instant At;
    }
}
