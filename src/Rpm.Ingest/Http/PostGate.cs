using Rpm.Ingest.Settings;

namespace Rpm.Ingest.Http;

/// <summary>Bounds the posts that wait for their commit, and with them the memory that their bodies hold.</summary>
internal sealed class PostGate(RpmOptions options)
{
    private readonly int _most = options.Http.MaxWaitingPosts;
    private int _waiting;

    /// <summary>Posts inside now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>A place, given back by disposing it; null when all are taken.</summary>
    public IDisposable? Enter()
    {
        if (Interlocked.Increment(ref _waiting) <= _most)
        {
            return new Place(this);
        }

        Interlocked.Decrement(ref _waiting);
        return null;
    }

    private sealed class Place(PostGate gate) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                Interlocked.Decrement(ref gate._waiting);
            }
        }
    }
}
