using MQTTnet.AspNetCore;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace Rpm.Ingest.Mqtt.Embedded;

/// <summary>The MQTT server behind Kestrel's MQTT endpoints.</summary>
internal sealed partial class EmbeddedBroker : BackgroundService, IHostedLifecycleService
{
    /// <summary>Longest wait at the end for acknowledgements that are settled and not sent.</summary>
    private static readonly TimeSpan LastAcknowledgements = TimeSpan.FromSeconds(2);

    private readonly MqttServer _server;
    private readonly EmbeddedOutlet _outlet;
    private readonly SessionSweep _sweep;
    private readonly TopicSpace _topics;
    private readonly Links _links;
    private readonly TimeProvider _time;
    private readonly ILogger<EmbeddedBroker> _logger;

    public EmbeddedBroker(
        MqttOptions options, TopicSpace topics, MqttConnectionHandler handler, MqttLog log, PublisherGate gate, FrameDoor door, SlowSubscribers slow, RetainedDelivery retained,
        Links links, LinkCloser closer, EmbeddedOutlet outlet, SessionSweep sweep, TimeProvider time, ILogger<EmbeddedBroker> logger)
    {
        _outlet = outlet;
        _sweep = sweep;
        _topics = topics;
        _links = links;
        _time = time;
        _logger = logger;
        var serverOptions = new MqttServerOptionsBuilder()
            .WithPersistentSessions()
            .WithMaxPendingMessagesPerClient(options.SubscriberQueue)
            .WithPendingMessagesOverflowStrategy(MqttPendingMessagesOverflowStrategy.DropOldestQueuedMessage)
            .WithDefaultCommunicationTimeout(TimeSpan.FromSeconds(10))
            .Build();
        _server = new MqttServer(serverOptions, [handler], log);
        closer.Server = _server;
        _server.ValidatingConnectionAsync += gate.ValidateAsync;
        _server.InterceptingInboundPacketAsync += door.OnInboundAsync;
        _server.InterceptingOutboundPacketAsync += door.OnOutboundAsync;
        _server.InterceptingPublishAsync += e => ReferenceEquals(e.SessionItems, _server.ServerSessionItems) ? Task.CompletedTask : door.OnPublishAsync(e);
        _server.InterceptingSubscriptionAsync += OnSubscribeAsync;
        _server.ClientSubscribedTopicAsync += retained.OnSubscribedAsync;
        _server.ClientUnsubscribedTopicAsync += RetainedDelivery.OnUnsubscribedAsync;
        _server.QueuedApplicationMessageOverwrittenAsync += slow.OnOverwrittenAsync;
        _server.ClientAcknowledgedPublishPacketAsync += SlowSubscribers.OnAcknowledgedAsync;
    }

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await _server.StartAsync();
        _outlet.Start(_server);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>
    /// Ends the connections before the listeners stop: Kestrel would wait for them until the host's time is over, and none would be
    /// left to drain the followers. The door is shut by now and what was taken is committed; its acknowledgements still go out.
    /// </summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        while (_links.Owe && _time.GetElapsedTime(began) < LastAcknowledgements && !cancellationToken.IsCancellationRequested)
            await Task.Delay(TimeSpan.FromMilliseconds(5), _time, CancellationToken.None);
        await StopServerAsync();
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await StopServerAsync();
    }

    private Task StopServerAsync() => !_server.IsStarted ? Task.CompletedTask
        : _server.StopAsync(new MqttServerStopOptionsBuilder()
            .WithDefaultClientDisconnectOptions(new MqttServerClientDisconnectOptions { ReasonCode = MqttDisconnectReasonCode.ServerShuttingDown })
            .Build());

    /// <inheritdoc/>
    public override void Dispose()
    {
        _server.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SessionSweep.Every, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await _sweep.SweepAsync(_server);
    }

    private Task OnSubscribeAsync(InterceptingSubscriptionEventArgs e)
    {
        if (!_topics.MaySubscribe(e.TopicFilter.Topic, e.ClientId))
        {
            LogRefused(e.ClientId);
            e.ProcessSubscription = false;
            e.Response.ReasonCode = MqttSubscribeReasonCode.NotAuthorized;
        }
        else
        {
            RetainedDelivery.Take(e);
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(2040, LogLevel.Information, "Client {Client}: a subscription outside what it may read was refused.")]
    private partial void LogRefused(string client);
}
