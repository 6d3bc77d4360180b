using System.Collections.Concurrent;
using System.Net;

namespace Rpm.Ingest.Mqtt.Embedded;

/// <summary>The open connections, by the end point object that Kestrel made for each.</summary>
internal sealed class Links
{
    private readonly ConcurrentDictionary<EndPoint, Link> _links = new(ReferenceEqualityComparer.Instance);

    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether an acknowledgement is owed on any of them.</summary>
    public bool Owe => _links.Values.Any(l => l.Owes);

    public void Add(Link link)
    {
        if (link.EndPoint is { } endPoint && _links.TryAdd(endPoint, link))
            Interlocked.Increment(ref _count);
    }

    public void Remove(Link link)
    {
        if (link.EndPoint is { } endPoint && _links.TryRemove(endPoint, out _))
            Interlocked.Decrement(ref _count);
    }

    public Link? Find(EndPoint? endPoint) => endPoint is not null && _links.TryGetValue(endPoint, out var link) ? link : null;

    public Link? Find(string clientId)
    {
        foreach (var (_, link) in _links)
        {
            if (link.ClientId == clientId && link.Session?.Current == link)
                return link;
        }

        return null;
    }

    public Link? Find(CancellationToken token)
    {
        foreach (var (_, link) in _links)
        {
            if (link.Token == token)
                return link;
        }

        return null;
    }
}
