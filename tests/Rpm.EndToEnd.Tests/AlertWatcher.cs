using System.Collections.Concurrent;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Rpm.EndToEnd.Tests;

/// <summary>Listens to <c>alerts/#</c> over MQTT and keeps what came, over restarts of the engine too.</summary>
internal sealed class AlertWatcher : IAsyncDisposable
{
    private readonly int _port;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    public AlertWatcher(int port)
    {
        _port = port;
        _run = RunAsync();
    }

    /// <summary>Every message in the order of arrival; without payload: the retained one was emptied.</summary>
    public ConcurrentQueue<(string Topic, string Payload, bool Retained)> Messages { get; } = new();

    /// <summary>How often it was connected and subscribed.</summary>
    public int Connections { get; private set; }

    /// <summary>The documents seen, with their id and version.</summary>
    public IReadOnlyList<(string Id, int Version, string Document)> Documents =>
        [.. Messages.Where(m => m.Payload.Length > 0).Select(m =>
        {
            using var json = JsonDocument.Parse(m.Payload);
            return (json.RootElement.GetProperty("id").GetString()!, json.RootElement.GetProperty("version").GetInt32(), m.Payload);
        })];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (true)
        {
            using var client = new MqttClientFactory().CreateMqttClient();
            var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            client.ApplicationMessageReceivedAsync += args =>
            {
                var message = args.ApplicationMessage;
                Messages.Enqueue((message.Topic, message.ConvertPayloadToString() ?? "", message.Retain));
                return Task.CompletedTask;
            };
            client.DisconnectedAsync += _ =>
            {
                lost.TrySetResult();
                return Task.CompletedTask;
            };
            try
            {
                await client.ConnectAsync(
                    new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", _port).WithProtocolVersion(MqttProtocolVersion.V500).WithClientId("alert-watcher").Build(), _stop.Token);
                await client.SubscribeAsync(new MqttClientSubscribeOptionsBuilder().WithTopicFilter("rpm/v1/alerts/#", MqttQualityOfServiceLevel.AtLeastOnce).Build(), _stop.Token);
                Connections++;
                await lost.Task.WaitAsync(_stop.Token);
            }
            catch (Exception e) when (!_stop.IsCancellationRequested && e is MqttCommunicationException or MqttClientNotConnectedException or OperationCanceledException)
            {
                // The engine is away; it is looked for again.
                _stop.Token.ThrowIfCancellationRequested();
                await Task.Delay(20, _stop.Token);
            }
        }
    }
}
