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

    private readonly Dictionary<ushort, Frame> _unreleased = [];

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

    /// <summary>The frame of an earlier publish with this id that was neither released nor lost; null when there is none.</summary>
    public Frame? Unreleased(ushort packetId)
    {
        lock (_unreleased)
        {
            if (!_unreleased.TryGetValue(packetId, out var frame))
                return null;
            if (!frame.Receipt.Settled.IsFaulted)
                return frame;
            _unreleased.Remove(packetId);
            return null;
        }
    }

    public void Hold(ushort packetId, Frame frame)
    {
        lock (_unreleased)
            _unreleased[packetId] = frame;
    }

    public void Release(ushort packetId)
    {
        lock (_unreleased)
            _unreleased.Remove(packetId);
    }
}
