using System.Buffers;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Rpm.DeviceSim.Publishing;
using Rpm.DeviceSim.Terminal;

namespace Rpm.DeviceSim.Commands;

/// <summary>
/// Listens to the alerts of some devices and measures from the reading that raised each to its arrival. A reading carries
/// the time it was scheduled for, so no table of what was sent is needed.
/// </summary>
internal sealed class AlertListener : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly HashSet<string> _devices;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly BrokerAddress _broker;
    private readonly string _topic;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _since;
    private long _raised;

    public AlertListener(BrokerAddress broker, string prefix, IEnumerable<string> devices, TimeProvider time)
    {
        (_broker, _topic, _time, _since) = (broker, $"{prefix}/alerts/#", time, time.GetUtcNow());
        _devices = new HashSet<string>(devices, StringComparer.Ordinal);
        _client.ApplicationMessageReceivedAsync += args =>
        {
            Hear(args.ApplicationMessage.Payload.ToArray());
            return Task.CompletedTask;
        };
    }

    /// <summary>Alerts raised since it was made.</summary>
    public long Raised => Interlocked.Read(ref _raised);

    /// <summary>From the reading's time to the alert's arrival.</summary>
    public Latencies Latencies { get; } = new();

    /// <summary>Subscribes; false where the broker is not there or does not allow it.</summary>
    public async Task<bool> TryStartAsync(CancellationToken cancel)
    {
        var builder = new MqttClientOptionsBuilder()
            .WithClientId($"sim-alerts-{Environment.ProcessId}")
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithTcpServer(_broker.Host, _broker.Port)
            .WithTimeout(TimeSpan.FromSeconds(5));
        if (_broker.Username is { } name)
        {
            builder = builder.WithCredentials(name, _broker.Password ?? "");
        }

        if (_broker.Tls)
        {
            builder = builder.WithTlsOptions(tls => tls.UseTls());
        }

        try
        {
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

    /// <summary>Takes one alert as published; counts it once, when it is raised by a reading of ours.</summary>
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
            if (alert.TryGetProperty("device", out var device) && device.GetString() is { } id && _devices.Contains(id)
                && alert.TryGetProperty("raised", out var raised) && raised.TryGetDateTimeOffset(out var at) && at >= _since
                && alert.TryGetProperty("id", out var name) && _seen.Add(name.ToString()))
            {
                Interlocked.Increment(ref _raised);
                if (alert.TryGetProperty("readingTime", out var time) && time.ValueKind == JsonValueKind.String && time.TryGetDateTimeOffset(out var measured))
                {
                    Latencies.Record(_time.GetUtcNow() - measured);
                }
            }
        }
        catch (JsonException)
        {
            // Somebody else's message below alerts/: not ours to judge.
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
