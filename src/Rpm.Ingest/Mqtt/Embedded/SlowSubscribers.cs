using System.Collections.Concurrent;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace Rpm.Ingest.Mqtt.Embedded;

/// <summary>
/// MQTTnet drops the oldest message for a subscriber whose queue is full. From the first drop on, that subscriber's picture would
/// be wrong without its knowledge, so its session ends: it must subscribe again and then gets the retained state whole.
/// </summary>
internal sealed partial class SlowSubscribers(Links links, LinkCloser closer, MqttMetrics metrics, ILogger<SlowSubscribers> logger)
{
    /// <summary>With the queue this stays below the 65,535 packet ids, so no id is used twice at a time.</summary>
    public const int MaxUnacknowledged = 20_000;

    private readonly ConcurrentDictionary<string, bool> _ending = new(StringComparer.Ordinal);

    public Task OnOverwrittenAsync(QueueMessageOverwrittenEventArgs e) => Begin(e.ReceiverClientId);

    public static Task OnAcknowledgedAsync(ClientAcknowledgedPublishPacketEventArgs e)
    {
        if (BrokerSession.Of(e.SessionItems).Current is { } link)
        {
            Interlocked.Increment(ref link.Acknowledged);
            link.SendWindow?.Release();
        }

        return Task.CompletedTask;
    }

    /// <summary>Called for every message that was sent to a subscriber.</summary>
    public void Check(Link link)
    {
        if (Interlocked.Read(ref link.Sent) - Interlocked.Read(ref link.Acknowledged) > MaxUnacknowledged)
            _ = Begin(link.ClientId);
    }

    private Task Begin(string clientId)
    {
        // The event comes from inside MQTTnet's loop over subscribers: nothing may be waited for there.
        if (_ending.TryAdd(clientId, true))
            _ = Task.Run(() => EndAsync(clientId));
        return Task.CompletedTask;
    }

    private async Task EndAsync(string clientId)
    {
        try
        {
            metrics.SlowSubscriber();
            LogSlow(clientId);
            var server = closer.Server!;
            var link = links.Find(clientId);
            if (link is not null)
                await closer.CloseAsync(link, MqttDisconnectReasonCode.QuotaExceeded, "slow-subscriber");
            foreach (var session in await server.GetSessionsAsync())
            {
                if (session.Id == clientId)
                    await session.DeleteAsync();
            }

            link?.Abort();
        }
        catch (Exception e)
        {
            LogNotEnded(e, clientId);
        }
        finally
        {
            _ending.TryRemove(clientId, out _);
        }
    }

    [LoggerMessage(2030, LogLevel.Warning, "Subscriber {Client} does not keep up: it is disconnected and its session ends. It gets the retained alerts when it subscribes again.")]
    private partial void LogSlow(string client);

    [LoggerMessage(2031, LogLevel.Error, "The session of slow subscriber {Client} was not ended.")]
    private partial void LogNotEnded(Exception e, string client);
}
