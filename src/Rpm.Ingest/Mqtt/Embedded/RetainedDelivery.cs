using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace Rpm.Ingest.Mqtt.Embedded;

/// <summary>
/// Gives a new subscription the retained messages at the pace at which the subscriber takes them. MQTTnet would put all of them into the
/// subscriber's queue at once, and there may be more open alerts than a queue or the packet identifiers of a connection can hold: such a
/// subscriber would be ended as too slow each time it came. A message is looked up when its turn comes, in one order with what is
/// published, so nobody gets an older state of an alert behind a newer one, nor one that was emptied meanwhile.
/// </summary>
internal sealed partial class RetainedDelivery(MqttOptions options, Links links, EmbeddedOutlet outlet, TimeProvider time, ILogger<RetainedDelivery> logger)
{
    private const int MostWaiting = 4_096;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    private readonly int _mostWaiting = Math.Min(MostWaiting, options.SubscriberQueue / 4);

    /// <summary>Before a subscription is made: keeps MQTTnet from sending, and notes what the subscriber asked for.</summary>
    public static void Take(InterceptingSubscriptionEventArgs e)
    {
        BrokerSession.Of(e.SessionItems).Ask(e.TopicFilter.Topic, e.TopicFilter.RetainHandling);
        e.TopicFilter.RetainHandling = MqttRetainHandling.DoNotSendOnSubscribe;
    }

    /// <summary>A subscription ended: if it is made again it is a new one.</summary>
    public static Task OnUnsubscribedAsync(ClientUnsubscribedTopicEventArgs e)
    {
        BrokerSession.Of(e.SessionItems).Forget(e.TopicFilter);
        return Task.CompletedTask;
    }

    /// <summary>The subscription is made and gets what is published from now on: the retained state follows beside it.</summary>
    public Task OnSubscribedAsync(ClientSubscribedTopicEventArgs e)
    {
        var session = BrokerSession.Of(e.SessionItems);
        if (session.Wants(e.TopicFilter.Topic) && session.Current is { } link && outlet.Server is { } server)
            _ = Task.Run(() => DeliverAsync(server, link, e.TopicFilter));
        return Task.CompletedTask;
    }

    private async Task DeliverAsync(MqttServer server, Link link, MqttTopicFilter filter)
    {
        var (identifier, given) = (link.SubscriptionIdentifier, 0);
        try
        {
            var session = await server.GetSessionAsync(link.ClientId);
            var topics = (await server.GetRetainedMessagesAsync()).Select(m => m.Topic)
                .Where(t => MqttTopicFilterComparer.Compare(t, filter.Topic) == MqttTopicFilterCompareResult.IsMatch).ToList();
            foreach (var page in topics.Chunk(Math.Max(1, _mostWaiting / 4)))
            {
                await WaitForRoomAsync(session, link);
                await outlet.InOrderAsync(() => EnqueueAsync(server, session, page, filter, identifier), link.Token);
                given += page.Length;
            }
        }
        catch (Exception e)
        {
            // A session that lives on would lack the rest without knowing it. The client subscribes again, and gets it whole.
            if (e is not OperationCanceledException || links.Find(link.ClientId) is not null)
                LogNotDelivered(link.ClientId, given, e.Message);
            await EndSessionAsync(server, link);
        }
    }

    private async Task WaitForRoomAsync(MqttSessionStatus session, Link link)
    {
        for (var pause = ShortestPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            link.Token.ThrowIfCancellationRequested();
            var unacknowledged = Interlocked.Read(ref link.Sent) - Interlocked.Read(ref link.Acknowledged);
            if (session.PendingApplicationMessagesCount < _mostWaiting && unacknowledged < SlowSubscribers.MaxUnacknowledged / 2)
                return;
            await Task.Delay(pause, time, link.Token);
        }
    }

    private static async Task EnqueueAsync(MqttServer server, MqttSessionStatus session, string[] topics, MqttTopicFilter filter, uint identifier)
    {
        foreach (var topic in topics)
        {
            if (await server.GetRetainedMessageAsync(topic) is not { } message)
                continue; // emptied since
            var retained = new MqttApplicationMessage
            {
                Topic = topic,
                Payload = message.Payload,
                QualityOfServiceLevel = message.QualityOfServiceLevel < filter.QualityOfServiceLevel ? message.QualityOfServiceLevel : filter.QualityOfServiceLevel,
                Retain = true,
                SubscriptionIdentifiers = identifier == 0 ? null : [identifier],
            };
            // There is room, and a full queue would drop its oldest and tell the watch over slow subscribers: so this never fails.
            session.TryEnqueueApplicationMessage(retained, out _);
        }
    }

    private static async Task EndSessionAsync(MqttServer server, Link link)
    {
        try
        {
            foreach (var session in await server.GetSessionsAsync())
            {
                if (session.Id == link.ClientId && link.Session is { } own && ReferenceEquals(BrokerSession.Of(session.Items), own))
                    await session.DeleteAsync();
            }
        }
        catch (Exception e) when (e is InvalidOperationException or ObjectDisposedException or OperationCanceledException)
        {
            // The broker has stopped, and its sessions with it.
        }
    }

    [LoggerMessage(2045, LogLevel.Warning, "Subscriber {Client}: only {Given} retained messages were handed over ({Reason}); its session ends, so that it subscribes again and gets them all.")]
    private partial void LogNotDelivered(string client, int given, string reason);
}
