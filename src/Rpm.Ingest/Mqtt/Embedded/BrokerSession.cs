using System.Collections;
using MQTTnet.Protocol;
using Rpm.Ingest.Pipeline;

namespace Rpm.Ingest.Mqtt.Embedded;

/// <summary>
/// What outlives a connection: its topic filters, and the QoS 2 packet ids whose PUBREL has not come. A publish that repeats one of them
/// is the same frame, never a second one.
/// </summary>
internal sealed class BrokerSession
{
    private static readonly object Key = new();

    private readonly Dictionary<ushort, Receipt> _unreleased = [];

    private readonly Dictionary<string, bool> _filters = new(StringComparer.Ordinal);

    /// <summary>The connection that has this session now.</summary>
    public Link? Current { get; set; }

    /// <summary>A subscription is about to be made: which retained messages its subscriber asks for.</summary>
    public void Ask(string filter, MqttRetainHandling handling)
    {
        lock (_filters)
            _filters[filter] = handling != MqttRetainHandling.DoNotSendOnSubscribe && (handling == MqttRetainHandling.SendAtSubscribe || !_filters.ContainsKey(filter));
    }

    /// <summary>Whether the subscription that was just made gets the retained messages.</summary>
    public bool Wants(string filter)
    {
        lock (_filters)
            return _filters.GetValueOrDefault(filter);
    }

    public void Forget(string filter)
    {
        lock (_filters)
            _filters.Remove(filter);
    }

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
