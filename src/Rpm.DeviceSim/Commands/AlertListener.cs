using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;
using Rpm.DeviceSim.Load;
using Rpm.DeviceSim.Publishing;
using Rpm.DeviceSim.Scenarios;

namespace Rpm.DeviceSim.Commands;

/// <summary>
/// Listens to the alerts of some devices and measures from the reading that raised each to its arrival. A reading carries
/// the time it was scheduled for, so no table of what was sent is needed.
/// </summary>
internal sealed class AlertListener : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly HashSet<string> _devices;
    private readonly HashSet<(string Alert, DateTimeOffset Reading)> _measured = [];
    private readonly ConcurrentQueue<HeardAlert> _heard = new();
    private readonly BrokerAddress _broker;
    private readonly string _topic;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _since;

    public AlertListener(BrokerAddress broker, string prefix, IEnumerable<string> devices, TimeProvider time)
    {
        (_broker, _topic, _time, _since) = (broker, $"{prefix}/alerts/#", time, time.GetUtcNow());
        Latency = new LatencyRecorder(1e6 / time.TimestampFrequency);
        _devices = new HashSet<string>(devices, StringComparer.Ordinal);
        _client.ApplicationMessageReceivedAsync += args =>
        {
            Hear(args.ApplicationMessage.Payload.ToArray());
            return Task.CompletedTask;
        };
        _client.DisconnectedAsync += args =>
        {
            IsLost = args.ClientWasConnected;
            return Task.CompletedTask;
        };
    }

    /// <summary>Whether the connection was lost: what came afterwards was not heard.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Every state of an alert of these devices that was heard since it was made, in order.</summary>
    public IReadOnlyCollection<HeardAlert> Heard => _heard;

    /// <summary>Alerts raised by a reading taken since it was made.</summary>
    public long Raised => Latency.Count;

    /// <summary>From the reading's time to the alert's arrival.</summary>
    public LatencyRecorder Latency { get; }

    /// <summary>Subscribes; false where the broker is not there or does not allow it.</summary>
    public async Task<bool> TryStartAsync(CancellationToken cancel)
    {
        var builder = BrokerOptions.For(_broker, $"sim-alerts-{Environment.ProcessId}").WithTimeout(TimeSpan.FromSeconds(5));
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
            cancel = either.Token;
            var connected = await _client.ConnectAsync(builder.Build(), cancel);
            if (connected.ResultCode != MqttClientConnectResultCode.Success)
            {
                return false;
            }

            var result = await _client.SubscribeAsync(
                new MqttClientSubscribeOptionsBuilder().WithTopicFilter(_topic, MqttQualityOfServiceLevel.AtLeastOnce).Build(), cancel);
            return result.Items.All(i => i.ResultCode <= MqttClientSubscribeResultCode.GrantedQoS2);
        }
        catch (Exception failure) when (failure is MqttCommunicationException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Takes a state of an alert as published.</summary>
    internal void Hear(ReadOnlyMemory<byte> payload)
    {
        if (payload.IsEmpty)
        {
            return;
        }

        try
        {
            using var json = JsonDocument.Parse(payload);
            var alert = json.RootElement;
            // What stands retained from before is no news.
            if (Text(alert, "device") is not { } device || !_devices.Contains(device) || Text(alert, "id") is not { } id
                || Text(alert, "state") == "resolved" || !((Time(alert, "readingTime") ?? Time(alert, "raised")) >= _since))
            {
                return;
            }

            var now = _time.GetUtcNow();
            TimeSpan? latency = null;
            if (Time(alert, "readingTime") is { } measured && _measured.Add((id, measured)))
            {
                latency = now - measured;
                Latency.Record(latency.Value);
            }

            var (pack, rule) = (Text(alert, "pack"), Text(alert, "rule") ?? "");
            _heard.Enqueue(new HeardAlert(
                id, device, pack is null || rule.Contains('/', StringComparison.Ordinal) ? rule : $"{pack}/{rule}", Text(alert, "priority") ?? "", now, latency));
        }
        catch (JsonException)
        {
            // Somebody else's message below alerts/: not ours to judge.
        }
    }

    private static string? Text(JsonElement alert, string name) =>
        alert.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    private static DateTimeOffset? Time(JsonElement alert, string name) =>
        alert.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String && member.TryGetDateTimeOffset(out var time) ? time : null;

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
