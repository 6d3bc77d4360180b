using System.Buffers;
using System.Collections.Concurrent;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace Rpm.DeviceSim.Publishing;

/// <summary>One connection of a <see cref="DurablePublisher"/>: sends, and reports each PUBACK. Not used again once lost.</summary>
internal sealed class PublisherConnection : IAsyncDisposable
{
    private readonly DurablePublisherOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<OpenFrame, byte> _acknowledged;
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly CancellationTokenSource _lost = new();
    private readonly ConcurrentDictionary<long, long> _inFlight = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    // One for the connection itself, one for each publish that is under way.
    private int _active = 1;
    private int _closed;
    private SemaphoreSlim _slots = new(0);
    private Task _watch = Task.CompletedTask;
    private string? _cause;

    public PublisherConnection(DurablePublisherOptions options, TimeProvider time, Action<OpenFrame, byte> acknowledged)
    {
        _options = options;
        _time = time;
        _acknowledged = acknowledged;
        Lost = _lost.Token;
        _client.ApplicationMessageReceivedAsync += args =>
        {
            options.OnReport?.Invoke(args.ApplicationMessage.Payload.ToArray());
            return Task.CompletedTask;
        };
        _client.DisconnectedAsync += args =>
        {
            Drop(args.Reason == MqttClientDisconnectReason.NormalDisconnection ? "connection lost" : $"connection lost ({args.Reason})");
            return Task.CompletedTask;
        };
    }

    /// <summary>Cancelled when the connection is of no more use.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Why it was lost.</summary>
    public string Cause => _cause ?? "connection closed";

    /// <summary>Connects; null = connected.</summary>
    public async Task<ConnectRefusal?> ConnectAsync(CancellationToken cancel)
    {
        var broker = _options.Broker;
        var builder = BrokerOptions.For(broker, _options.ClientId)
            .WithCleanStart(true)
            .WithKeepAlivePeriod(TimeSpan.FromSeconds(30))
            .WithTimeout(TimeSpan.FromSeconds(10));
        var settings = builder.Build();
        if (settings.ChannelOptions is MqttClientTcpOptions tcp)
        {
            // The default of 8 KiB stalls now and then on loopback.
            tcp.BufferSize = 262_144;
        }

        try
        {
            var result = await _client.ConnectAsync(settings, cancel);
            if (result.ResultCode != MqttClientConnectResultCode.Success)
            {
                return new ConnectRefusal($"refused ({result.ResultCode})", IsFinalCode(result.ResultCode));
            }

            _slots = new SemaphoreSlim(Math.Min(_options.MaxInFlight, result.ReceiveMaximum is > 0 and { } most ? most : ushort.MaxValue));
            if (_options.ReportTopic is { } topic)
            {
                await _client.SubscribeAsync(new MqttClientSubscribeOptionsBuilder().WithTopicFilter(topic, MqttQualityOfServiceLevel.AtLeastOnce).Build(), cancel);
            }

            _watch = WatchAsync();
            return null;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new ConnectRefusal("no answer", IsFinal: false);
        }
        catch (MqttCommunicationException)
        {
            return new ConnectRefusal("not reachable", IsFinal: false);
        }
    }

    /// <summary>Sends a frame; waits while too many are in flight. The PUBACK is reported later.</summary>
    public async ValueTask SendAsync(OpenFrame frame, CancellationToken cancel)
    {
        await _slots.WaitAsync(cancel);
        frame.Attempts++;
        _inFlight[frame.Sequence] = _time.GetTimestamp();
        Interlocked.Increment(ref _active);
        // Not awaited: it ends in Release, and CloseAsync waits for all of them.
        _ = PublishAsync(frame);
    }

    /// <summary>Ends the connection and returns once no task of it is left.</summary>
    public async Task CloseAsync(bool graceful)
    {
        if (graceful && _client.IsConnected)
        {
            try
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2), _time);
                await _client.DisconnectAsync(new MqttClientDisconnectOptions(), limit.Token);
            }
            catch (Exception failure) when (failure is MqttCommunicationException or OperationCanceledException)
            {
                // It is gone, which is all that was wanted.
            }
        }

        Drop("connection closed");
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            Release();
        }

        await _idle.Task;
        await _watch;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync(graceful: false);
        _client.Dispose();
        _slots.Dispose();
        _lost.Dispose();
    }

    private async Task PublishAsync(OpenFrame frame)
    {
        try
        {
            var result = await _client.PublishAsync(
                new MqttApplicationMessage
                {
                    Topic = frame.Frame.Topic,
                    Payload = new ReadOnlySequence<byte>(frame.Frame.Payload),
                    QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
                },
                Lost);
            if (IsTransient(result.ReasonCode))
            {
                // The receiver cannot take it now: come back after a pause, with this frame still open.
                Drop($"puback 0x{(byte)result.ReasonCode:x2}");
            }
            else
            {
                _acknowledged(frame, (byte)result.ReasonCode);
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or MqttCommunicationException or MqttClientDisconnectedException
            or MqttClientNotConnectedException or MqttProtocolViolationException or ObjectDisposedException)
        {
            Drop(failure is MqttProtocolViolationException ? "protocol violation" : "connection lost");
        }
        finally
        {
            _inFlight.TryRemove(frame.Sequence, out _);
            _slots.Release();
            Release();
        }
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _active) == 0)
        {
            _idle.TrySetResult();
        }
    }

    private async Task WatchAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), _time);
            while (await timer.WaitForNextTickAsync(Lost))
            {
                if (_inFlight.Values.Any(sent => _time.GetElapsedTime(sent) > _options.AckTimeout))
                {
                    Drop("no puback in time");
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The connection is over, and so is the watch.
        }
    }

    private void Drop(string cause)
    {
        Interlocked.CompareExchange(ref _cause, cause, null);
        try
        {
            _lost.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // A late event of a connection that was already taken down.
        }
    }

    private static bool IsTransient(MqttClientPublishReasonCode code) =>
        code is MqttClientPublishReasonCode.UnspecifiedError or MqttClientPublishReasonCode.ImplementationSpecificError
            or MqttClientPublishReasonCode.QuotaExceeded or MqttClientPublishReasonCode.PacketIdentifierInUse;

    private static bool IsFinalCode(MqttClientConnectResultCode code) =>
        code is MqttClientConnectResultCode.BadUserNameOrPassword or MqttClientConnectResultCode.NotAuthorized
            or MqttClientConnectResultCode.ClientIdentifierNotValid or MqttClientConnectResultCode.UnsupportedProtocolVersion
            or MqttClientConnectResultCode.Banned;
}
