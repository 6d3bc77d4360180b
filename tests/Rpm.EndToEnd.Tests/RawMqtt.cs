using System.Net.Sockets;
using System.Text;

namespace Rpm.EndToEnd.Tests;

/// <summary>MQTT 3.1.1 on a bare socket, QoS 1: publishes at full speed, and reads as slowly as a test wants.</summary>
internal sealed class RawMqtt : IDisposable
{
    private readonly TcpClient _tcp;
    private readonly NetworkStream _socket;
    private readonly BufferedStream _input;

    private RawMqtt(TcpClient tcp)
    {
        _tcp = tcp;
        _socket = tcp.GetStream();
        _input = new BufferedStream(_socket, 64 * 1024);
    }

    public static async Task<RawMqtt> ConnectAsync(int port, string clientId, string? user = null)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync("127.0.0.1", port);
        var raw = new RawMqtt(tcp);
        byte[] credentials = user is null ? [] : [.. Text(user), .. Text(user)];
        await raw.SendAsync(0x10, [.. Text("MQTT"), 4, (byte)(user is null ? 0x02 : 0xC2), 0, 0, .. Text(clientId), .. credentials]);
        var (type, body) = await raw.ReadAsync() ?? throw new IOException("Closed instead of a CONNACK.");
        Assert.True(type == 0x20 && body[1] == 0, $"CONNACK {type:x2} {Convert.ToHexString(body)}");
        return raw;
    }

    /// <summary>Subscribes at QoS 1; messages may come before the answer and are left to <see cref="ReadPublishAsync"/>.</summary>
    public Task SubscribeAsync(string filter) => SendAsync(0x82, [0, 1, .. Text(filter), 1]);

    /// <summary>The next message, acknowledged; null when the connection has ended.</summary>
    public async Task<(string Topic, string Payload)?> ReadPublishAsync()
    {
        while (await ReadAsync() is var (type, body))
        {
            if (type >> 4 != 3)
            {
                continue;
            }

            var topic = (body[0] << 8) + body[1];
            var start = 2 + topic + ((type & 0x06) == 0 ? 0 : 2);
            if (start > 2 + topic)
            {
                try
                {
                    await SendAsync(0x40, [body[2 + topic], body[3 + topic]]);
                }
                catch (IOException)
                {
                    // The other side has closed; what it sent before is still read.
                }
            }

            return (Encoding.UTF8.GetString(body, 2, topic), Encoding.UTF8.GetString(body, start, body.Length - start));
        }

        return null;
    }

    /// <summary>Publishes at full speed, up to 20,000 without an acknowledgement, and waits for every one.</summary>
    public async Task BurstAsync(string topic, int count, Func<int, string> payload)
    {
        var acknowledged = 0;
        using var room = new SemaphoreSlim(20_000);
        var reading = Task.Run(async () =>
        {
            while (acknowledged < count)
            {
                var (type, _) = await ReadAsync() ?? throw new IOException($"Closed after {acknowledged} of {count} acknowledgements.");
                Assert.Equal(0x40, type);
                acknowledged++;
                room.Release();
            }
        });
        using var output = new BufferedStream(_socket, 64 * 1024);
        for (var i = 0; i < count; i++)
        {
            if (!room.Wait(0, CancellationToken.None))
            {
                await output.FlushAsync();
                await Task.WhenAny(room.WaitAsync(), reading).Unwrap();
            }

            var id = i % 65_535 + 1;
            await output.WriteAsync(Packet(0x32, [.. Text(topic), (byte)(id >> 8), (byte)id, .. Encoding.UTF8.GetBytes(payload(i))]));
        }

        await output.FlushAsync();
        await reading;
    }

    public void Dispose()
    {
        _input.Dispose();
        _tcp.Dispose();
    }

    private async Task SendAsync(byte type, byte[] body) => await _socket.WriteAsync(Packet(type, body));

    private static byte[] Packet(byte type, byte[] body)
    {
        var head = new List<byte>(5) { type };
        for (var rest = body.Length; ;)
        {
            head.Add((byte)((rest & 0x7F) | (rest > 0x7F ? 0x80 : 0)));
            rest >>= 7;
            if (rest == 0)
            {
                return [.. head, .. body];
            }
        }
    }

    private static byte[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [(byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
    }

    private async Task<(byte Type, byte[] Body)?> ReadAsync()
    {
        try
        {
            var one = new byte[1];
            await _input.ReadExactlyAsync(one);
            var type = one[0];
            var length = 0;
            for (var shift = 0; ; shift += 7)
            {
                await _input.ReadExactlyAsync(one);
                length |= (one[0] & 0x7F) << shift;
                if (one[0] < 0x80)
                {
                    break;
                }
            }

            var body = new byte[length];
            await _input.ReadExactlyAsync(body);
            return (type, body);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
