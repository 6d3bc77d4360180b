using MQTTnet.Protocol;
using MQTTnet.Server;

namespace Rpm.Ingest.Mqtt.Embedded;

/// <summary>Closes a connection from this side: with a reason where MQTT 5 allows one, and by force when the client does not read.</summary>
internal sealed partial class LinkCloser(MqttMetrics metrics, TimeProvider time, ILogger<LinkCloser> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Set once, when the server is made.</summary>
    public MqttServer? Server { get; set; }

    public async Task CloseAsync(Link link, MqttDisconnectReasonCode code, string reason)
    {
        metrics.Closed(reason);
        LogClosing(link.ClientId, reason);
        // MQTTnet closes by client id: when the session was taken over, this connection is closed by that already.
        if (Server is { } server && link.Session?.Current == link)
        {
            try
            {
                await server.DisconnectClientAsync(link.ClientId, new MqttServerClientDisconnectOptions { ReasonCode = code }).WaitAsync(Patience, time);
                return;
            }
            catch (Exception e) when (e is TimeoutException or InvalidOperationException)
            {
                // It does not read, or is gone.
            }
        }

        link.Abort();
    }

    [LoggerMessage(2020, LogLevel.Information, "Client {Client}: connection closed ({Reason}).")]
    private partial void LogClosing(string client, string reason);
}
