using System.Collections;
using Rpm.Ingest.Pipeline;

namespace Rpm.Ingest.Mqtt.Embedded;

/// <summary>
/// What outlives a connection: the QoS 2 packet ids whose PUBREL has not come. A publish that repeats one of them is the same
/// frame, never a second one.
/// </summary>
internal sealed class BrokerSession
{
    private static readonly object Key = new();

    private readonly Dictionary<ushort, Receipt> _unreleased = [];

    /// <summary>The connection that has this session now.</summary>
    public Link? Current { get; set; }

    public static BrokerSession Of(IDictionary items)
    {
        if (items[Key] is BrokerSession session)
            return session;
        session = new BrokerSession();
        items[Key] = session;
        return session;
    }

    /// <summary>The receipt of an earlier publish with this id that was neither released nor lost; null when there is none.</summary>
    public Receipt? Unreleased(ushort packetId)
    {
        lock (_unreleased)
        {
            if (!_unreleased.TryGetValue(packetId, out var receipt))
                return null;
            if (!receipt.Settled.IsFaulted)
                return receipt;
            _unreleased.Remove(packetId);
            return null;
        }
    }

    public void Hold(ushort packetId, Receipt receipt)
    {
        lock (_unreleased)
            _unreleased[packetId] = receipt;
    }

    public void Release(ushort packetId)
    {
        lock (_unreleased)
            _unreleased.Remove(packetId);
    }
}
