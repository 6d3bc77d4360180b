using MQTTnet.Server;

namespace Rpm.Ingest.Mqtt.Embedded;

/// <summary>Ends sessions whose time is over: MQTTnet keeps them for ever.</summary>
internal sealed class SessionSweep(MqttOptions options, TimeProvider time)
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    public async Task SweepAsync(MqttServer server)
    {
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var session in await server.GetSessionsAsync())
        {
            // A 3.1.1 client cannot ask for an expiry: its session has the longest.
            var asked = session.ExpiryInterval == 0 ? options.SessionExpiry : TimeSpan.FromSeconds(session.ExpiryInterval);
            var expiry = asked < options.SessionExpiry ? asked : options.SessionExpiry;
            if (session.DisconnectedTimestamp is { } gone && now - gone > expiry)
                await session.DeleteAsync();
        }
    }
}
