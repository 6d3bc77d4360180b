using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace Rpm.Ingest.Mqtt.External;

/// <summary>Publishes through the broker, on a connection of its own: a full intake must not hold an alert back.</summary>
internal sealed partial class ExternalOutlet(
    MqttOptions options, BrokerClient broker, TopicSpace topics, BrokerDropWatch drops, TimeProvider time, ILogger<ExternalOutlet> logger) : BackgroundService, IMqttOutlet
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(30);

    private readonly Lock _sync = new();
    private IMqttClient? _client;
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _connections;

    /// <summary>Connected; what is published reaches the broker.</summary>
    public bool IsConnected => Volatile.Read(ref _client) is not null;

    public int Connections => Volatile.Read(ref _connections);

    public async Task PublishAsync(string topic, ReadOnlyMemory<byte> payload, bool retain, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _client) is not { } client)
            throw new MqttOutletException("The MQTT broker is not connected.");
        await PublishAsync(client, new MqttApplicationMessage
        {
            Topic = topics.Full(topic),
            PayloadSegment = payload.ToArray(),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            Retain = retain,
        }, cancellationToken);
    }

    /// <summary>
    /// A broker does not say where its retained messages end, so a marker is published to the same subscription: at the same
    /// quality of service it arrives after them.
    /// </summary>
    public async Task<IReadOnlyCollection<string>> RetainedAsync(string folder, CancellationToken cancellationToken)
    {
        var marker = $"{folder}/marker-{Guid.NewGuid():N}";
        var retained = new HashSet<string>(StringComparer.Ordinal);
        var whole = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var client = broker.Create();
        client.ApplicationMessageReceivedAsync += e =>
        {
            if (topics.Below(e.ApplicationMessage.Topic) is { } below)
            {
                if (below == marker)
                    whole.TrySetResult();
                else if (e.ApplicationMessage.Retain)
                    retained.Add(below);
            }

            return Task.CompletedTask;
        };
        client.DisconnectedAsync += e =>
        {
            whole.TrySetException(new MqttOutletException("The connection to the MQTT broker ended.", e.Exception));
            return Task.CompletedTask;
        };
        try
        {
            await client.ConnectAsync(broker.Options($"{options.ClientId}-retained-{Guid.NewGuid():N}").Build(), cancellationToken);
            await client.SubscribeAsync(new MqttClientSubscribeOptionsBuilder()
                .WithTopicFilter(topics.Full(folder) + "/#", MqttQualityOfServiceLevel.AtLeastOnce).Build(), cancellationToken);
            await PublishAsync(client, new MqttApplicationMessage { Topic = topics.Full(marker), QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce }, cancellationToken);
            await whole.Task.WaitAsync(cancellationToken);
            return retained;
        }
        catch (Exception e) when (e is MqttCommunicationException or MqttClientNotConnectedException or InvalidOperationException)
        {
            throw new MqttOutletException("The MQTT broker cannot be reached.", e);
        }
    }

    public async Task WaitForConnectionAsync(int connections, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            lock (_sync)
            {
                if (_connections > connections)
                    return;
                next = _next.Task;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

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

    private async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        using var client = broker.Create();
        var end = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.DisconnectedAsync += e =>
        {
            end.TrySetResult(e.Exception);
            return Task.CompletedTask;
        };
        client.ApplicationMessageReceivedAsync += e =>
        {
            if (e.ApplicationMessage.Topic == BrokerDropWatch.Topic)
                drops.Observe(e.ApplicationMessage.Payload, e.ApplicationMessage.Retain);
            return Task.CompletedTask;
        };
        var began = time.GetTimestamp();
        var result = await client.ConnectAsync(broker.Options($"{options.ClientId}-out").Build(), cancellationToken);
        if (result.ResultCode != MqttClientConnectResultCode.Success)
            throw new BrokerLinkLostException($"The broker refused the connection: {result.ResultCode}.");
        try
        {
            // A broker without $SYS, or one that hides it, refuses: then its drops cannot be seen, which is said once per connection.
            var granted = await client.SubscribeAsync(new MqttClientSubscribeOptionsBuilder().WithTopicFilter(BrokerDropWatch.Topic).Build(), cancellationToken);
            if (granted.Items.Any(i => i.ResultCode > MqttClientSubscribeResultCode.GrantedQoS2))
                LogBlind(BrokerDropWatch.Topic);
            Connected(client);
            var reason = await end.Task.WaitAsync(cancellationToken);
            if (time.GetElapsedTime(began) < LongEnough)
                throw new BrokerLinkLostException("The connection ended soon after it began.", reason);
        }
        finally
        {
            Volatile.Write(ref _client, null);
        }
    }

    private void Connected(IMqttClient client)
    {
        TaskCompletionSource reached;
        lock (_sync)
        {
            _client = client;
            _connections++;
            reached = _next;
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        reached.SetResult();
    }

    private static async Task PublishAsync(IMqttClient client, MqttApplicationMessage message, CancellationToken cancellationToken)
    {
        MqttClientPublishResult result;
        try
        {
            result = await client.PublishAsync(message, cancellationToken);
        }
        catch (Exception e) when (e is MqttCommunicationException or MqttClientNotConnectedException or ObjectDisposedException or InvalidOperationException)
        {
            throw new MqttOutletException("The MQTT broker cannot be reached.", e);
        }

        if (!result.IsSuccess)
            throw new MqttOutletException($"The MQTT broker refused a message: {result.ReasonCode}.");
    }

    [LoggerMessage(2070, LogLevel.Warning, "The MQTT broker does not let the engine read {Topic}: messages that it drops cannot be seen.")]
    private partial void LogBlind(string topic);
}
