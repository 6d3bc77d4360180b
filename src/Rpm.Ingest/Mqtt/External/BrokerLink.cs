using System.Buffers;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using Rpm.Ingest.Pipeline;
using Rpm.Telemetry;

namespace Rpm.Ingest.Mqtt.External;

/// <summary>
/// One connection to the broker, from CONNECT to its end. Frames are handed in as they arrive and acknowledged in that order
/// after their receipts settle. An acknowledgement never outlives its connection: packet ids start anew on the next, and what was
/// not acknowledged the broker sends again there.
/// </summary>
internal sealed class BrokerLink(
    MqttOptions options, BrokerClient broker, TopicSpace topics, IIntake intake, RejectionNotices notices, MqttMetrics metrics, TimeProvider time)
{
    private readonly TaskCompletionSource<Exception?> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly Channel<(Frame? Frame, MqttApplicationMessageReceivedEventArgs Message)> _owed =
        Channel.CreateBounded<(Frame?, MqttApplicationMessageReceivedEventArgs)>(new BoundedChannelOptions(options.ReceiveMaximum) { SingleReader = true, SingleWriter = true });

    /// <summary>Frames acknowledged on this connection.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Runs until the connection ends; returns why, or null when the broker closed it.</summary>
    /// <param name="connected">Called when frames can arrive: session present or not.</param>
    public async Task<Exception?> RunAsync(Action<bool> connected, CancellationToken cancellationToken)
    {
        // Disposing closes the socket without a DISCONNECT, so the broker keeps the session and sends again what is not acknowledged.
        using var client = broker.Create();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        client.ApplicationMessageReceivedAsync += e => OnMessageAsync(e, stop.Token);
        client.DisconnectedAsync += e =>
        {
            _end.TrySetResult(e.Exception);
            return Task.CompletedTask;
        };
        var acknowledging = Task.CompletedTask;
        try
        {
            var result = await client.ConnectAsync(
                broker.Options(options.ClientId).WithCleanStart(false).WithSessionExpiryInterval(uint.MaxValue).WithReceiveMaximum(options.ReceiveMaximum).Build(), cancellationToken);
            if (result.ResultCode != MqttClientConnectResultCode.Success)
                throw new BrokerLinkLostException($"The broker refused the connection: {result.ResultCode}.");
            acknowledging = AcknowledgeAsync(stop.Token);
            await SubscribeAsync(client, cancellationToken);
            connected(result.IsSessionPresent);
            return await _end.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            _end.TrySetResult(null);
            await stop.CancelAsync();
            await acknowledging;
        }
    }

    /// <summary>On every connection, also when the session is there: it may be an older engine's with fewer topics.</summary>
    private async Task SubscribeAsync(IMqttClient client, CancellationToken cancellationToken)
    {
        var subscribe = new MqttClientSubscribeOptions();
        foreach (var filter in topics.Filters)
        {
            subscribe.TopicFilters.Add(new MqttTopicFilter
            {
                Topic = filter,
                QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
                RetainHandling = MqttRetainHandling.SendAtSubscribeIfNewSubscriptionOnly,
            });
        }

        var granted = await client.SubscribeAsync(subscribe, cancellationToken);
        foreach (var item in granted.Items)
        {
            if (item.ResultCode is not (MqttClientSubscribeResultCode.GrantedQoS1 or MqttClientSubscribeResultCode.GrantedQoS2))
                throw new BrokerLinkLostException($"The broker did not grant {item.TopicFilter.Topic} at QoS 1: {item.ResultCode}.");
        }
    }

    /// <summary>MQTTnet calls this one message after the other and swallows what it throws.</summary>
    private async Task OnMessageAsync(MqttApplicationMessageReceivedEventArgs e, CancellationToken stop)
    {
        e.AutoAcknowledge = false;
        // After the first frame that is not durable no later one may be taken, or the order would be lost.
        if (_end.Task.IsCompleted)
            return;
        try
        {
            Frame? frame = null;
            if (topics.FrameTopic(e.ApplicationMessage.Topic) is { } topic)
            {
                frame = NewFrame(topic, e.ApplicationMessage);
                await intake.AcceptAsync(frame, stop);
                metrics.Frame((int)e.ApplicationMessage.QualityOfServiceLevel);
            }

            await _owed.Writer.WriteAsync((frame, e), stop);
        }
        catch (Exception failure)
        {
            _end.TrySetResult(failure);
        }
    }

    private async Task AcknowledgeAsync(CancellationToken stop)
    {
        try
        {
            await foreach (var (frame, message) in _owed.Reader.ReadAllAsync(stop))
            {
                if (frame is not null)
                    notices.Offer(frame, await frame.Receipt.Settled.WaitAsync(stop));
                await message.AcknowledgeAsync(stop);
                Acknowledged++;
            }
        }
        catch (Exception failure)
        {
            _end.TrySetResult(failure);
        }
    }

    private Frame NewFrame(string topic, MqttApplicationMessage message) => new()
    {
        Source = FrameSource.Mqtt,
        Topic = topic,
        Client = Publisher(topic),
        Payload = message.Payload.ToArray(),
        Received = Instant.From(time.GetUtcNow()),
        UserProperties = Embedded.FrameDoor.Properties(message),
    };

    /// <summary>A broker does not say who published: the device or gateway in the topic stands for it.</summary>
    private static string Publisher(string topic)
    {
        var levels = topic.Split('/', 3);
        return levels.Length > 1 ? levels[1] : topic;
    }
}
