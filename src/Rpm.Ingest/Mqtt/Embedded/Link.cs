using System.Net;
using Microsoft.AspNetCore.Connections;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using Rpm.Ingest.Pipeline;

namespace Rpm.Ingest.Mqtt.Embedded;

/// <summary>
/// One network connection. Sessions are taken over and packet ids recur, so what is owed is kept here and not by client: an
/// acknowledgement goes out only on the connection that brought the frame.
/// </summary>
internal sealed class Link(ConnectionContext context)
{
    /// <summary>Every packet id once: more than a client may have in flight.</summary>
    private const int MaxPending = 65_535;

    private readonly Queue<Pending> _pending = new();
    private readonly Queue<(Receipt Receipt, int Bytes)> _underway = new();
    private long _underwayBytes;

    public EndPoint? EndPoint { get; } = context.RemoteEndPoint;

    public string ClientId { get; private set; } = "";

    public BrokerSession? Session { get; private set; }

    /// <summary>MQTTnet's token of this connection: a publish is known by it, since its event names no connection.</summary>
    public CancellationToken Token { get; private set; }

    /// <summary>The publish that was read last; its event follows before anything else is read.</summary>
    public MqttPublishPacket? Publish { get; set; }

    /// <summary>Of the newest SUBSCRIBE (MQTT 5): goes out with what its filters match; 0 = it has none.</summary>
    public uint SubscriptionIdentifier { get; set; }

    /// <summary>MQTT 5; before that no error can be told to the client.</summary>
    public bool SpeaksV5 { get; set; }

    /// <summary>A packet above the limit came; nothing after it is read.</summary>
    public bool TooLarge { get; set; }

    /// <summary>QoS 1 and 2 messages sent to this subscriber.</summary>
    public long Sent;

    /// <summary>… and acknowledged by it.</summary>
    public long Acknowledged;

    /// <summary>
    /// How many more messages the subscriber takes before it acknowledges one, where it set a small Receive Maximum in CONNECT:
    /// MQTTnet sends without looking at it, and a client must disconnect on one too many.
    /// </summary>
    public SemaphoreSlim? SendWindow { get; set; }

    private string _topic = "";
    private string? _frameTopic;

    public void Bind(string clientId, BrokerSession session, CancellationToken token)
    {
        ClientId = clientId;
        Session = session;
        Token = token;
        session.Current = this;
    }

    /// <summary>A device publishes to few topics: the last answer is kept.</summary>
    public string? FrameTopic(string topic, TopicSpace topics)
    {
        if (!string.Equals(topic, _topic, StringComparison.Ordinal))
            (_topic, _frameTopic) = (topic, topics.FrameTopic(topic));
        return _frameTopic;
    }

    /// <summary>A frame was handed in. Called by the receive loop alone.</summary>
    public void Handed(Receipt receipt, int bytes)
    {
        _underway.Enqueue((receipt, bytes));
        _underwayBytes += bytes;
    }

    /// <summary>
    /// What to wait for while more than <paramref name="most"/> bytes of this connection are on their way to the journal: one that floods
    /// waits for itself, and the others find room. Called by the receive loop alone.
    /// </summary>
    public Task? Crowd(long most)
    {
        while (_underway.TryPeek(out var oldest) && (oldest.Receipt.Settled.IsCompleted || _underwayBytes > most))
        {
            if (!oldest.Receipt.Settled.IsCompleted)
                return oldest.Receipt.Settled;
            _underway.Dequeue();
            _underwayBytes -= oldest.Bytes;
        }

        return null;
    }

    /// <summary>Whether an acknowledgement has not gone out yet.</summary>
    public bool Owes
    {
        get
        {
            lock (_pending)
                return _pending.Count > 0;
        }
    }

    /// <summary>False when the client has more in flight than there are packet ids.</summary>
    public bool TryOwe(in Pending pending)
    {
        lock (_pending)
        {
            if (_pending.Count >= MaxPending)
                return false;
            _pending.Enqueue(pending);
            return true;
        }
    }

    /// <summary>
    /// What is owed for the acknowledgement that is about to be sent. False when this connection owes no such one next: it is a
    /// leftover of the connection that had the session before, and must not be sent.
    /// </summary>
    public bool TryPay(ushort packetId, MqttQualityOfServiceLevel qos, out Pending pending)
    {
        lock (_pending)
        {
            if (!_pending.TryPeek(out pending) || pending.PacketId != packetId || pending.Qos != qos)
                return false;
            _pending.Dequeue();
            return true;
        }
    }

    public void Abort() => context.Abort();
}
