using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace Rpm.Ingest.Mqtt.Embedded;

/// <summary>Publishes on the embedded broker. Its retained messages live in memory: they are gone after a restart.</summary>
internal sealed class EmbeddedOutlet(TopicSpace topics) : IMqttOutlet, IDisposable
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _order = new(1, 1);
    private MqttServer? _server;

    /// <summary>The broker; null before it has started.</summary>
    public MqttServer? Server => _server;

    /// <summary>Does something between two publishes, with none half done.</summary>
    public async Task InOrderAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        await _order.WaitAsync(cancellationToken);
        try
        {
            await work();
        }
        finally
        {
            _order.Release();
        }
    }

    public int Connections => _started.Task.IsCompletedSuccessfully ? 1 : 0;

    /// <summary>The broker listens from now on.</summary>
    public void Start(MqttServer server)
    {
        _server = server;
        _started.TrySetResult();
    }

    public async Task PublishAsync(string topic, ReadOnlyMemory<byte> payload, bool retain, CancellationToken cancellationToken)
    {
        if (_server is not { IsStarted: true } server)
            throw new MqttOutletException("The embedded broker is not running.");
        var message = new MqttApplicationMessage
        {
            Topic = topics.Full(topic),
            // The broker keeps the message for its subscribers and as the retained one.
            PayloadSegment = payload.ToArray(),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            Retain = retain,
        };
        await InOrderAsync(() => server.InjectApplicationMessage(new InjectedMqttApplicationMessage(message) { SenderClientId = "rpm" }, cancellationToken), cancellationToken);
    }

    public async Task<IReadOnlyCollection<string>> RetainedAsync(string folder, CancellationToken cancellationToken)
    {
        if (_server is not { IsStarted: true } server)
            throw new MqttOutletException("The embedded broker is not running.");
        var retained = new List<string>();
        foreach (var message in await server.GetRetainedMessagesAsync())
        {
            if (topics.Below(message.Topic) is { } below && below.StartsWith(folder + "/", StringComparison.Ordinal))
                retained.Add(below);
        }

        return retained;
    }

    public void Dispose() => _order.Dispose();

    public Task WaitForConnectionAsync(int connections, CancellationToken cancellationToken) =>
        connections < 1 ? _started.Task.WaitAsync(cancellationToken) : Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
}
