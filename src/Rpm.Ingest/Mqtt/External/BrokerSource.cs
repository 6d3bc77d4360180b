using Rpm.Ingest.Pipeline;

namespace Rpm.Ingest.Mqtt.External;

/// <summary>Takes frames from a broker, connection after connection.</summary>
internal sealed partial class BrokerSource(
    MqttOptions options, BrokerClient broker, TopicSpace topics, IIntake intake, RejectionNotices notices, MqttMetrics metrics,
    TimeProvider time, ILogger<BrokerSource> logger) : BackgroundService
{
    private static readonly TimeSpan WhileClosed = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(30);

    private volatile bool _connected;

    /// <summary>The broker is connected and subscribed.</summary>
    public bool IsConnected => _connected;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await broker.Backoff.ExecuteAsync(async token => await RunOnceAsync(token), stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                // A connection that was being made when the engine stopped fails as if the broker had closed it.
                return;
            }
        }
    }

    /// <summary>Throws unless the connection was of use, so that the pauses grow while it is not.</summary>
    private async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        // While the journal takes nothing the broker is the better place for messages.
        while (!intake.IsOpen)
            await Task.Delay(WhileClosed, time, cancellationToken);

        var began = time.GetTimestamp();
        var link = new BrokerLink(options, broker, topics, intake, notices, metrics, time);
        try
        {
            var end = await link.RunAsync(OnConnected, cancellationToken);
            LogEnded(options.Host, options.Port, end?.Message ?? "closed by the broker");
            if (link.Acknowledged == 0 && time.GetElapsedTime(began) < LongEnough)
                throw new BrokerLinkLostException("The connection ended before a frame was acknowledged.", end);
        }
        catch (Exception e) when (e is not (OperationCanceledException or BrokerLinkLostException))
        {
            LogNotConnected(options.Host, options.Port, e.Message);
            throw;
        }
        finally
        {
            _connected = false;
        }
    }

    private void OnConnected(bool sessionPresent)
    {
        _connected = true;
        LogConnected(options.Host, options.Port, sessionPresent);
    }

    [LoggerMessage(2050, LogLevel.Information, "Connected to the MQTT broker {Host}:{Port} (session present: {SessionPresent}).")]
    private partial void LogConnected(string host, int port, bool sessionPresent);

    [LoggerMessage(2051, LogLevel.Warning, "The connection to the MQTT broker {Host}:{Port} ended ({Reason}); what was not acknowledged comes again.")]
    private partial void LogEnded(string host, int port, string reason);

    [LoggerMessage(2052, LogLevel.Warning, "The MQTT broker {Host}:{Port} cannot be reached: {Reason}")]
    private partial void LogNotConnected(string host, int port, string reason);
}
