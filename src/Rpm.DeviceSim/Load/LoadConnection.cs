using Rpm.DeviceSim.Faults;
using Rpm.DeviceSim.Publishing;
using Rpm.DeviceSim.Wire;
using Rpm.Telemetry;

namespace Rpm.DeviceSim.Load;

/// <summary>
/// One connection of a generator: what is due is written into the generator's buffer and handed to the socket without waiting; answers
/// are counted as they come. A lost connection is made again, and what was not answered is sent again before anything new.
/// </summary>
internal sealed partial class LoadConnection(int number, LoadSettings settings, MqttDialler dialler, IPacketSource source, LoadMeasures measures, TimeProvider time)
{
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(1);

    private readonly InFlight _inFlight = new(settings.Qos == 0 ? 1 : settings.Window);
    private readonly string _clientId = $"{settings.ClientIdPrefix}-{number}";
    private readonly long[] _latencies = new long[128];
    private IMqttTransport? _transport;
    private IMqttTransport? _greeted;
    private long _sent, _sentReadings, _acknowledged, _acknowledgedReadings, _refused, _resent, _connects, _silent;
    private long _lastSend, _now;
    private uint _prepared;
    private TimeSpan _quietUntil;
    private IArrivals? _arrivals;
    private bool _closing;

    /// <summary>What it has to send; set before a run, and taken away behind it.</summary>
    public IArrivals? Arrivals
    {
        get => _arrivals;
        set => (_arrivals, _quietUntil) = (value, TimeSpan.Zero);
    }

    /// <summary>How many different packets it has.</summary>
    public int Groups => source.Groups;

    /// <summary>What goes wrong with it; null = nothing.</summary>
    public ConnectionFaults? Faults { get; set; }

    /// <summary>Nothing has to be done before this time since the start.</summary>
    public TimeSpan QuietUntil => _quietUntil;

    /// <summary>Whether everything due was sent and nothing will be due.</summary>
    public bool IsOver => Arrivals is not { IsOver: false } && Faults is not { Holds: true };

    /// <summary>Whether there is a connection.</summary>
    public bool IsConnected => Volatile.Read(ref _transport) is not null;

    public ConnectionCounts Counts => new(
        Interlocked.Read(ref _sent), Interlocked.Read(ref _sentReadings), Interlocked.Read(ref _acknowledged), Interlocked.Read(ref _acknowledgedReadings),
        Interlocked.Read(ref _refused), settings.Qos == 0 ? 0 : _inFlight.Count, Interlocked.Read(ref _resent), Interlocked.Read(ref _connects), Interlocked.Read(ref _silent));

    /// <summary>Connects, receives, and connects again until stopped.</summary>
    /// <param name="turn">How many may connect at a time.</param>
    /// <exception cref="PublisherFailedException">No connection for too long, or refused for good.</exception>
    public async Task RunAsync(SemaphoreSlim turn, int bufferSize, CancellationToken stop)
    {
        var buffer = new byte[bufferSize];
        var (without, pause) = (time.GetTimestamp(), TimeSpan.FromMilliseconds(50));
        while (!stop.IsCancellationRequested)
        {
            IMqttTransport? transport;
            string cause;
            await turn.WaitAsync(stop);
            try
            {
                (transport, cause) = await dialler.ConnectAsync(_clientId, stop);
            }
            finally
            {
                turn.Release();
            }

            if (transport is not null)
            {
                Interlocked.Increment(ref _connects);
                pause = TimeSpan.FromMilliseconds(50);
                cause = await ServeAsync(transport, buffer, stop);
                without = time.GetTimestamp();
                if (stop.IsCancellationRequested || Volatile.Read(ref _closing))
                {
                    return;
                }
            }

            measures.Drops.AddOrUpdate(cause, 1, static (_, n) => n + 1);
            if (IsFinal(cause) || time.GetElapsedTime(without) > settings.GiveUpAfter)
            {
                throw new PublisherFailedException($"No connection to {settings.Broker.Host}:{settings.Broker.Port}: {cause}.");
            }

            if (Faults?.DownUntil is { } until)
            {
                await Task.Delay(until > time.GetTimestamp() ? time.GetElapsedTime(time.GetTimestamp(), until) : TimeSpan.Zero, time, stop);
                Faults.DownUntil = null;
                without = time.GetTimestamp();
            }
            else if (transport is null)
            {
                await Task.Delay(pause, time, stop);
                pause = pause * 2 < TimeSpan.FromSeconds(2) ? pause * 2 : TimeSpan.FromSeconds(2);
            }
        }
    }

    /// <summary>Drops the connection without a word, as a device that loses its network.</summary>
    public void Abort() => Volatile.Read(ref _transport)?.Abort();

    /// <summary>Says goodbye.</summary>
    public void Close()
    {
        Volatile.Write(ref _closing, true);
        if (Volatile.Read(ref _transport) is { } transport)
        {
            try
            {
                if (transport.IsWritable)
                {
                    transport.Send(MqttPackets.Disconnect.Span);
                }
            }
            catch (Exception gone) when (gone is IOException or InvalidOperationException)
            {
                // It is over either way.
            }
        }
    }

    private async Task<string> ServeAsync(IMqttTransport transport, byte[] buffer, CancellationToken stop)
    {
        Volatile.Write(ref _transport, transport);
        try
        {
            for (var have = 0; ;)
            {
                var room = Faults is { SlowBytes: > 0 and var slow } ? Math.Min(slow, buffer.Length - have) : buffer.Length - have;
                var got = await transport.ReceiveAsync(buffer.AsMemory(have, room), stop);
                if (got == 0)
                {
                    return "closed by the broker";
                }

                have += got;
                if (Take(buffer.AsSpan(0, have), out var used) is { } reason)
                {
                    return $"disconnected by the broker 0x{reason:x2}";
                }

                buffer.AsSpan(used, have - used).CopyTo(buffer);
                have -= used;
                if (Faults is { SlowBytes: > 0 })
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(100), time, stop);
                }
            }
        }
        catch (Exception lost) when (lost is IOException or System.Net.Sockets.SocketException or ObjectDisposedException or InvalidDataException)
        {
            return lost is InvalidDataException ? lost.Message : "connection lost";
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return "stopped";
        }
        finally
        {
            Volatile.Write(ref _transport, null);
            transport.Dispose();
            Faults?.Lost(time);
        }
    }

    // The reason of a DISCONNECT, or null.
    private byte? Take(ReadOnlySpan<byte> bytes, out int used)
    {
        var (now, count, recorded, readings) = (time.GetTimestamp(), 0L, 0, 0L);
        byte? end = null;
        for (used = 0; MqttAnswer.TryRead(bytes[used..], out var answer); used += answer.Length)
        {
            if (answer.Type == MqttAnswer.Disconnect)
            {
                end = answer.Reason;
            }

            if (answer.Type != MqttAnswer.PubAck || !_inFlight.TryTake(answer.PacketId, out var message))
            {
                continue;
            }

            if (answer.Reason != 0)
            {
                measures.Reasons.AddOrUpdate(answer.Reason, 1, static (_, n) => n + 1);
            }

            if (answer.Reason >= 0x80)
            {
                Interlocked.Increment(ref _refused);
                continue;
            }

            (count, readings) = (count + 1, readings + message.Template.Readings);
            _latencies[recorded++] = now - message.Scheduled;
            if (recorded == _latencies.Length)
            {
                measures.Latency.Record(_latencies);
                recorded = 0;
            }
        }

        measures.Latency.Record(_latencies.AsSpan(0, recorded));
        Interlocked.Add(ref _acknowledged, count);
        Interlocked.Add(ref _acknowledgedReadings, readings);
        if (count > 0)
        {
            measures.Ring();
        }

        return end;
    }

    // Credentials, client id, protocol version: trying again changes nothing (3.1.1 codes 1, 2, 4, 5; MQTT 5 0x84 to 0x87, 0x8a).
    private static bool IsFinal(string cause) =>
        cause is "refused 0x01" or "refused 0x02" or "refused 0x04" or "refused 0x05" or "refused 0x84" or "refused 0x85" or "refused 0x86" or "refused 0x87" or "refused 0x8a"
            or "TLS: the certificate is not trusted";
}
