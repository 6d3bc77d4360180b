using System.Buffers;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using MQTTnet.Server;
using Rpm.Ingest.Pipeline;
using Rpm.Telemetry;

namespace Rpm.Ingest.Mqtt.Embedded;

/// <summary>
/// Turns publishes into frames and lets their acknowledgements out. A frame is handed in while the connection's receive loop
/// waits, so a full intake stops the socket; its PUBACK or PUBREC is held in the send loop until the receipt is settled, so a
/// connection may have many frames under way and still gets its acknowledgements in order and never before the commit.
/// </summary>
internal sealed partial class FrameDoor(
    MqttOptions options, TopicSpace topics, Links links, IIntake intake, LinkCloser closer, SlowSubscribers slow, RejectionNotices notices, MqttMetrics metrics,
    TimeProvider time, ILogger<FrameDoor> logger)
{
    /// <summary>Bytes of one connection's payloads between door and journal; about ten thousand readings.</summary>
    private const long MostUnderway = 2 * 1024 * 1024;

    public Task OnInboundAsync(InterceptingPacketEventArgs e)
    {
        if (links.Find(e.RemoteEndPoint) is not { } link)
            return Task.FromException(new InvalidOperationException("A packet came from a connection that is not known."));
        if (link.Session is null)
            link.Bind(e.ClientId, BrokerSession.Of(e.SessionItems), e.CancellationToken);
        if (link.TooLarge)
        {
            e.ProcessPacket = false;
            return closer.CloseAsync(link, MqttDisconnectReasonCode.PacketTooLarge, "packet-too-large");
        }

        if (e.Packet is MqttPublishPacket publish)
            link.Publish = publish;
        else if (e.Packet is MqttPubRelPacket release)
            link.Session!.Release(release.PacketIdentifier);
        else if (e.Packet is MqttSubscribePacket subscribe)
            link.SubscriptionIdentifier = subscribe.SubscriptionIdentifier;
        return Task.CompletedTask;
    }

    /// <summary>A publish from a client, or its last will (which has no connection any more, and so no acknowledgement).</summary>
    public Task OnPublishAsync(InterceptingPublishEventArgs e)
    {
        e.ProcessPublish = false;
        if (!e.CancellationToken.CanBeCanceled)
            return OnWillAsync(e);

        var session = BrokerSession.Of(e.SessionItems);
        var link = session.Current is { } current && current.Token == e.CancellationToken ? current : links.Find(e.CancellationToken);
        if (link?.Publish is not { } publish)
        {
            e.CloseConnection = true;
            return Task.CompletedTask;
        }

        link.Publish = null;
        var message = e.ApplicationMessage;
        if (string.IsNullOrEmpty(message.Topic))
            return CloseAsync(e, link, MqttDisconnectReasonCode.TopicAliasInvalid, "topic-alias");
        if (message.Topic.AsSpan().ContainsAny('+', '#', '\0'))
            return CloseAsync(e, link, MqttDisconnectReasonCode.TopicNameInvalid, "topic-name");
        if (link.FrameTopic(message.Topic, topics) is not { } topic)
            return RefuseAsync(e, link, publish);

        var qos = publish.QualityOfServiceLevel;
        if (qos == MqttQualityOfServiceLevel.ExactlyOnce && session.Unreleased(publish.PacketIdentifier) is { } earlier)
        {
            return link.TryOwe(new Pending(publish.PacketIdentifier, qos, earlier, null))
                ? Task.CompletedTask
                : CloseAsync(e, link, MqttDisconnectReasonCode.ReceiveMaximumExceeded, "receive-maximum");
        }

        var frame = NewFrame(e.ClientId, topic, message);
        ValueTask accept;
        try
        {
            accept = intake.AcceptAsync(frame, e.CancellationToken);
        }
        catch (IntakeStoppedException stopped)
        {
            accept = ValueTask.FromException(stopped);
        }

        if (!accept.IsCompletedSuccessfully)
            return AcceptAsync(accept, e, link, publish, frame);
        accept.GetAwaiter().GetResult();
        return Taken(e, link, publish, frame);
    }

    /// <summary>Holds PUBACK and PUBREC back. Everything after them on this connection waits too, which keeps the order.</summary>
    public Task OnOutboundAsync(InterceptingPacketEventArgs e)
    {
        switch (e.Packet)
        {
            case MqttPubAckPacket ack:
                return PayAsync(e, ack.PacketIdentifier, MqttQualityOfServiceLevel.AtLeastOnce);
            case MqttPubRecPacket record:
                return PayAsync(e, record.PacketIdentifier, MqttQualityOfServiceLevel.ExactlyOnce);
            case MqttConnAckPacket connAck:
                connAck.MaximumPacketSize = (uint)options.MaxPacketSize;
                return Task.CompletedTask;
            case MqttPublishPacket { QualityOfServiceLevel: > MqttQualityOfServiceLevel.AtMostOnce }:
                if (links.Find(e.RemoteEndPoint) is { } link)
                {
                    Interlocked.Increment(ref link.Sent);
                    slow.Check(link);
                    return link.SendWindow is { } window ? window.WaitAsync(e.CancellationToken) : Task.CompletedTask;
                }

                return Task.CompletedTask;
            default:
                return Task.CompletedTask;
        }
    }

    private async Task AcceptAsync(ValueTask accept, InterceptingPublishEventArgs e, Link link, MqttPublishPacket publish, Frame frame)
    {
        try
        {
            await accept;
        }
        catch (IntakeStoppedException stopped)
        {
            LogIntakeStopped(link.ClientId, stopped.Message);
            await CloseAsync(e, link, MqttDisconnectReasonCode.QuotaExceeded, "intake-stopped");
            return;
        }

        await Taken(e, link, publish, frame);
    }

    private Task Taken(InterceptingPublishEventArgs e, Link link, MqttPublishPacket publish, Frame frame)
    {
        var qos = publish.QualityOfServiceLevel;
        metrics.Frame((int)qos);
        if (qos == MqttQualityOfServiceLevel.AtMostOnce)
        {
            _ = NotifyAsync(frame);
            return ShareAsync(link, frame, e.CancellationToken);
        }

        if (qos == MqttQualityOfServiceLevel.ExactlyOnce)
            link.Session!.Hold(publish.PacketIdentifier, frame.Receipt);
        return link.TryOwe(new Pending(publish.PacketIdentifier, qos, frame.Receipt, frame))
            ? ShareAsync(link, frame, e.CancellationToken)
            : CloseAsync(e, link, MqttDisconnectReasonCode.ReceiveMaximumExceeded, "receive-maximum");
    }

    /// <summary>One connection does not fill the queue to the journal: the others' readings, and alerts, would wait behind it.</summary>
    private static Task ShareAsync(Link link, Frame frame, CancellationToken cancellationToken)
    {
        link.Handed(frame.Receipt, frame.Payload.Length);
        return link.Crowd(MostUnderway) is null ? Task.CompletedTask : WaitAsync();

        async Task WaitAsync()
        {
            while (link.Crowd(MostUnderway) is { } oldest && !cancellationToken.IsCancellationRequested)
                await oldest.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task RefuseAsync(InterceptingPublishEventArgs e, Link link, MqttPublishPacket publish)
    {
        metrics.Refused();
        e.Response.ReasonCode = MqttPubAckReasonCode.NotAuthorized;
        // MQTT 3.1.1 has no error in PUBACK, and QoS 0 has no PUBACK: closing is the only refusal (MQTT-3.3.5-2).
        if (!link.SpeaksV5 || publish.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtMostOnce)
            return CloseAsync(e, link, MqttDisconnectReasonCode.NotAuthorized, "not-authorized");
        return link.TryOwe(new Pending(publish.PacketIdentifier, publish.QualityOfServiceLevel, null, null))
            ? Task.CompletedTask
            : CloseAsync(e, link, MqttDisconnectReasonCode.ReceiveMaximumExceeded, "receive-maximum");
    }

    private Task PayAsync(InterceptingPacketEventArgs e, ushort packetId, MqttQualityOfServiceLevel qos)
    {
        if (links.Find(e.RemoteEndPoint) is not { } link || !link.TryPay(packetId, qos, out var pending))
        {
            e.ProcessPacket = false;
            return Task.CompletedTask;
        }

        if (pending.Receipt is not { } receipt)
            return Task.CompletedTask;
        SetSuccess(e.Packet);
        if (!receipt.Settled.IsCompletedSuccessfully)
            return HoldAsync(e, link, pending);
        if (pending.Frame is { } frame)
            notices.Offer(frame, receipt.Settled.Result);
        return Task.CompletedTask;
    }

    private async Task HoldAsync(InterceptingPacketEventArgs e, Link link, Pending pending)
    {
        // Only the last line of this method lets the acknowledgement go.
        e.ProcessPacket = false;
        try
        {
            var outcome = await pending.Receipt!.Settled.WaitAsync(options.CommitTimeout, time, e.CancellationToken);
            if (pending.Frame is { } frame)
                notices.Offer(frame, outcome);
        }
        catch (OperationCanceledException) when (e.CancellationToken.IsCancellationRequested)
        {
            return;
        }
        catch (TimeoutException)
        {
            LogStalled(link.ClientId, options.CommitTimeout.TotalSeconds);
            await closer.CloseAsync(link, MqttDisconnectReasonCode.ServerBusy, "commit-stalled");
            return;
        }
        catch (Exception failure)
        {
            // Whatever the reason is: the frame is not durable, and the client must send it again.
            if (pending.Qos == MqttQualityOfServiceLevel.ExactlyOnce)
                link.Session?.Release(pending.PacketId);
            LogNotDurable(link.ClientId, failure.Message);
            await closer.CloseAsync(link, intake.IsOpen ? MqttDisconnectReasonCode.UnspecifiedError : MqttDisconnectReasonCode.QuotaExceeded, "commit-failed");
            return;
        }

        e.ProcessPacket = true;
    }

    private async Task OnWillAsync(InterceptingPublishEventArgs e)
    {
        if (topics.FrameTopic(e.ApplicationMessage.Topic) is not { } topic)
            return;
        var frame = NewFrame(e.ClientId, topic, e.ApplicationMessage);
        try
        {
            await intake.AcceptAsync(frame, CancellationToken.None);
        }
        catch (IntakeStoppedException stopped)
        {
            LogWillLost(e.ClientId, stopped.Message);
            return;
        }

        metrics.Frame((int)e.ApplicationMessage.QualityOfServiceLevel);
        await NotifyAsync(frame);
    }

    private async Task NotifyAsync(Frame frame)
    {
        try
        {
            notices.Offer(frame, await frame.Receipt.Settled);
        }
        catch (Exception failure)
        {
            LogUnacknowledgedLost(frame.Client, failure.Message);
        }
    }

    private Task CloseAsync(InterceptingPublishEventArgs e, Link link, MqttDisconnectReasonCode code, string reason)
    {
        e.CloseConnection = true;
        return closer.CloseAsync(link, code, reason);
    }

    private Frame NewFrame(string client, string topic, MqttApplicationMessage message) => new()
    {
        Source = FrameSource.Mqtt,
        Topic = topic,
        Client = client,
        Payload = message.Payload.ToArray(),
        Received = Instant.From(time.GetUtcNow()),
        UserProperties = Properties(message),
    };

    internal static IReadOnlyList<KeyValuePair<string, string>> Properties(MqttApplicationMessage message)
    {
        if (message.UserProperties is not { Count: > 0 } sent)
            return [];
        var properties = new KeyValuePair<string, string>[sent.Count];
        for (var i = 0; i < properties.Length; i++)
            properties[i] = new(sent[i].Name, sent[i].ReadValueAsString());
        return properties;
    }

    private static void SetSuccess(MqttPacket packet)
    {
        if (packet is MqttPubAckPacket ack)
            ack.ReasonCode = MqttPubAckReasonCode.Success;
        else if (packet is MqttPubRecPacket record)
            record.ReasonCode = MqttPubRecReasonCode.Success;
    }

    [LoggerMessage(2010, LogLevel.Warning, "Client {Client}: a commit took longer than {Seconds} s; the connection is closed without an acknowledgement.")]
    private partial void LogStalled(string client, double seconds);

    [LoggerMessage(2011, LogLevel.Warning, "Client {Client}: a frame is not durable ({Reason}); the connection is closed without an acknowledgement.")]
    private partial void LogNotDurable(string client, string reason);

    [LoggerMessage(2012, LogLevel.Debug, "Client {Client}: the journal takes nothing now ({Reason}); the connection is closed.")]
    private partial void LogIntakeStopped(string client, string reason);

    [LoggerMessage(2013, LogLevel.Warning, "Client {Client}: its last will was not taken ({Reason}).")]
    private partial void LogWillLost(string client, string reason);

    [LoggerMessage(2014, LogLevel.Warning, "Client {Client}: a frame that nobody waits for (QoS 0 or last will) is not durable ({Reason}).")]
    private partial void LogUnacknowledgedLost(string client, string reason);
}
