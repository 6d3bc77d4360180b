using System.Globalization;
using System.Net.Sockets;
using System.Text;
using HdrHistogram;

namespace Rpm.Bench.EndToEnd.Generator;

/// <summary>
/// A QoS 1 publisher on a bare socket (MQTT 3.1.1): as many packets per send as the window has room for, PUBACKs counted as
/// they come. Nothing is allocated per packet, so that the measured side is the bottleneck and not this one.
/// </summary>
internal sealed class RawPublisher : IDisposable
{
    private const int ChunkBytes = 128 * 1024;

    private readonly Socket _socket;
    private readonly PacketTemplate[] _templates;
    private readonly TimeProvider _time;
    private readonly ulong _idBase;
    private readonly int _window;
    private readonly byte[] _chunk = new byte[ChunkBytes];
    private readonly long[] _scheduledAt = new long[65_536];
    private readonly SemaphoreSlim _progress = new(0, 1);
    private long _sent;
    private long _acknowledged;
    private int _nextTemplate;
    private ushort _packetId;
    private Task<int> _sending = Task.FromResult(0);
    private long _start;
    private double _ticksPerPacket;
    private long _done;

    private RawPublisher(Socket socket, PacketTemplate[] templates, int window, ulong idBase, TimeProvider time) =>
        (_socket, _templates, _window, _idBase, _time) = (socket, templates, window, idBase, time);

    /// <summary>PUBACKs so far.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>Packets sent so far.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Latencies in microseconds; filled while <see cref="Recording"/>.</summary>
    public LongHistogram Latency { get; } = new(60_000_000, 3);

    /// <summary>Whether latencies are recorded.</summary>
    public bool Recording { get; set; }

    /// <summary>Connects and waits for the CONNACK.</summary>
    public static async Task<RawPublisher> ConnectAsync(
        string host, int port, string clientId, PacketTemplate[] templates, int window, ulong idBase, TimeProvider time, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(host, port, cancel);
        var id = Encoding.UTF8.GetBytes(clientId);
        byte[] connect = [0x10, (byte)(12 + id.Length), 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 4, 0x02, 0, 0, 0, (byte)id.Length, .. id];
        await socket.SendAsync(connect, cancel);
        var answer = new byte[4];
        for (var have = 0; have < 4;)
        {
            var got = await socket.ReceiveAsync(answer.AsMemory(have), cancel);
            have += got > 0 ? got : throw new IOException("The broker closed the connection instead of a CONNACK.");
        }

        return answer is [0x20, 2, _, 0] ? new RawPublisher(socket, templates, window, idBase, time)
            : throw new IOException($"The broker refused: {Convert.ToHexString(answer)}.");
    }

    /// <summary>Sends as fast as the window allows until <paramref name="stop"/>; what is out then still gets its PUBACK.</summary>
    public async Task FloodAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var room = _window - (int)(Sent - Acknowledged);
            // Small dribbles cost a system call each: wait for a part of the window.
            if (room < Math.Max(1, _window / 8))
            {
                await WaitAsync(stop);
                continue;
            }

            await SendAsync(room, 0, 0);
        }
    }

    /// <summary>Begins a schedule of <paramref name="perSecond"/> packets a second at <paramref name="start"/>.</summary>
    public void Schedule(long start, double perSecond) => (_start, _ticksPerPacket, _done) = (start, _time.TimestampFrequency / perSecond, 0);

    /// <summary>
    /// Sends what is due by now, whatever the answers do. Does not wait: while the socket still takes an earlier part, what is due
    /// stays due, and its latency grows.
    /// </summary>
    public void SendDue()
    {
        if (!_sending.IsCompleted)
        {
            return;
        }

        // Completed: this only takes the result, or throws what went wrong.
        _done += _sending.GetAwaiter().GetResult();
        var due = (long)((_time.GetTimestamp() - _start) / _ticksPerPacket);
        // A packet id may not be used again while it is out.
        var room = Math.Min(60_000 - (Sent - Acknowledged), due - _done);
        _sending = room > 0
            ? SendAsync((int)Math.Min(room, 4_096), _start + (long)(_done * _ticksPerPacket), _ticksPerPacket)
            : Task.FromResult(0);
    }

    /// <summary>Waits until the last part is with the socket.</summary>
    public Task FinishAsync() => _sending;

    /// <summary>Waits until everything sent is acknowledged; false after <paramref name="limit"/>.</summary>
    public async Task<bool> DrainAsync(TimeSpan limit)
    {
        var start = _time.GetTimestamp();
        while (Acknowledged < Sent)
        {
            if (_time.GetElapsedTime(start) > limit)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), _time);
        }

        return true;
    }

    /// <summary>Counts PUBACKs until the connection ends; throws where something else comes.</summary>
    public async Task ReceiveAsync(CancellationToken stop)
    {
        var buffer = new byte[64 * 1024];
        var have = 0;
        try
        {
            while (true)
            {
                var got = await _socket.ReceiveAsync(buffer.AsMemory(have), stop);
                if (got == 0)
                {
                    throw new IOException("The broker closed the connection.");
                }

                have += got;
                var now = _time.GetTimestamp();
                var at = 0;
                var count = 0;
                for (; have - at >= 4; at += 4, count++)
                {
                    if (buffer[at] != 0x40 || buffer[at + 1] != 2)
                    {
                        throw new IOException($"Not a PUBACK: {buffer[at]:x2} {buffer[at + 1]:x2}.");
                    }

                    if (Recording && _scheduledAt[(buffer[at + 2] << 8) | buffer[at + 3]] is > 0 and var scheduled)
                    {
                        Latency.RecordValue(Math.Clamp((long)((now - scheduled) * 1e6 / _time.TimestampFrequency), 1, 60_000_000));
                    }
                }

                buffer.AsSpan(at, have - at).CopyTo(buffer);
                have -= at;
                Interlocked.Add(ref _acknowledged, count);
                if (_progress.CurrentCount == 0)
                {
                    try
                    {
                        _progress.Release();
                    }
                    catch (SemaphoreFullException)
                    {
                        // Somebody else rang: the sender wakes up all the same.
                    }
                }
            }
        }
        catch (Exception ended) when (stop.IsCancellationRequested && ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The measurement is over.
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _progress.Dispose();
    }

    private async Task WaitAsync(CancellationToken stop)
    {
        try
        {
            await _progress.WaitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            // The loop looks at the token itself.
        }
    }

    private async Task<int> SendAsync(int most, long firstScheduled, double ticksPerPacket)
    {
        var (length, count) = Fill(most, firstScheduled, ticksPerPacket);
        Interlocked.Add(ref _sent, count);
        for (var at = 0; at < length;)
        {
            at += await _socket.SendAsync(_chunk.AsMemory(at, length - at));
        }

        return count;
    }

    private (int Length, int Count) Fill(int most, long firstScheduled, double ticksPerPacket)
    {
        Span<byte> time = stackalloc byte[24];
        _time.GetUtcNow().TryFormat(time, out _, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var length = 0;
        var count = 0;
        for (; count < most; count++)
        {
            var template = _templates[_nextTemplate];
            if (length + template.Length > ChunkBytes)
            {
                break;
            }

            _nextTemplate = _nextTemplate + 1 == _templates.Length ? 0 : _nextTemplate + 1;
            _packetId = _packetId == ushort.MaxValue ? (ushort)1 : (ushort)(_packetId + 1);
            _scheduledAt[_packetId] = firstScheduled == 0 ? 0 : firstScheduled + (long)(count * ticksPerPacket);
            length += template.Write(_chunk.AsSpan(length), _packetId, time, _idBase + (ulong)(_sent + count));
        }

        return (length, count);
    }
}
