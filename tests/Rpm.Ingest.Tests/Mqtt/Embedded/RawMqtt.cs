using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Rpm.Ingest.Tests.Mqtt.Embedded;

/// <summary>MQTT written byte by byte, for what a client library hides.</summary>
internal sealed class RawMqtt(Socket socket) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);

    /// <summary>CONNECT and its CONNACK; returns the reason.</summary>
    public async Task<byte> ConnectAsync(string clientId, byte version = 5, bool clean = true, uint sessionExpiry = 0, ushort receiveMaximum = 0)
    {
        await SendConnectAsync(clientId, version, clean, sessionExpiry, receiveMaximum);
        var (type, body) = await ReadAsync();
        Assert.Equal(0x20, type);
        return body[1];
    }

    public Task SendConnectAsync(string clientId, byte version = 5, bool clean = true, uint sessionExpiry = 0, ushort receiveMaximum = 0)
    {
        var body = new List<byte>();
        Add(body, "MQTT");
        body.AddRange([version, (byte)(clean ? 2 : 0), 0, 60]);
        if (version == 5)
        {
            var properties = new List<byte>();
            if (sessionExpiry > 0)
                properties.AddRange([0x11, (byte)(sessionExpiry >> 24), (byte)(sessionExpiry >> 16), (byte)(sessionExpiry >> 8), (byte)sessionExpiry]);
            if (receiveMaximum > 0)
                properties.AddRange([0x21, (byte)(receiveMaximum >> 8), (byte)receiveMaximum]);
            body.Add((byte)properties.Count);
            body.AddRange(properties);
        }

        Add(body, clientId);
        return SendAsync(0x10, [.. body]);
    }

    public Task PublishAsync(string topic, string payload, int qos, ushort id, byte version = 5, bool dup = false, bool retain = false)
    {
        var body = new List<byte>();
        Add(body, topic);
        if (qos > 0)
            body.AddRange([(byte)(id >> 8), (byte)id]);
        if (version == 5)
            body.Add(0);
        body.AddRange(Encoding.UTF8.GetBytes(payload));
        return SendAsync((byte)(0x30 | (dup ? 8 : 0) | (qos << 1) | (retain ? 1 : 0)), [.. body]);
    }

    public Task ReleaseAsync(ushort id) => SendAsync(0x62, [(byte)(id >> 8), (byte)id]);

    public Task PingAsync() => SendAsync(0xC0, []);

    public Task SubscribeAsync(string filter, int qos, ushort id, byte version = 5)
    {
        var body = new List<byte> { (byte)(id >> 8), (byte)id };
        if (version == 5)
            body.Add(0);
        Add(body, filter);
        body.Add((byte)qos);
        return SendAsync(0x82, [.. body]);
    }

    public async Task SendAsync(byte header, byte[] body)
    {
        var packet = new List<byte> { header };
        var length = body.Length;
        do
        {
            packet.Add((byte)((length & 0x7F) | (length > 0x7F ? 0x80 : 0)));
            length >>= 7;
        }
        while (length > 0);
        packet.AddRange(body);
        await SendBytesAsync([.. packet]);
    }

    public async Task SendBytesAsync(byte[] bytes)
    {
        await _stream.WriteAsync(bytes);
        await _stream.FlushAsync();
    }

    /// <summary>The next packet: its first byte and its body.</summary>
    public async Task<(byte Type, byte[] Body)> ReadAsync()
    {
        using var timeout = new CancellationTokenSource(Eventually.Deadline);
        var one = new byte[1];
        await _stream.ReadExactlyAsync(one, timeout.Token);
        var type = one[0];
        int length = 0, shift = 0;
        do
        {
            await _stream.ReadExactlyAsync(one, timeout.Token);
            length |= (one[0] & 0x7F) << shift;
            shift += 7;
        }
        while ((one[0] & 0x80) != 0);
        var body = new byte[length];
        await _stream.ReadExactlyAsync(body, timeout.Token);
        return (type, body);
    }

    /// <summary>PUBACK (0x40), PUBREC (0x50) or PUBCOMP (0x70) with its packet id and reason.</summary>
    public async Task<(byte Type, int Id, byte Reason)> ReadAckAsync()
    {
        var (type, body) = await ReadAsync();
        return (type, (body[0] << 8) | body[1], body.Length > 2 ? body[2] : (byte)0);
    }

    /// <summary>Nothing but the end of the connection follows.</summary>
    public async Task<bool> IsClosedAsync()
    {
        using var timeout = new CancellationTokenSource(Eventually.Deadline);
        try
        {
            return await _stream.ReadAsync(new byte[1], timeout.Token) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Bytes have come that were not read yet.</summary>
    public bool HasSomething => socket.Available > 0;

    public void Dispose() => _stream.Dispose();

    private static void Add(List<byte> body, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        body.AddRange([(byte)(bytes.Length >> 8), (byte)bytes.Length]);
        body.AddRange(bytes);
    }
}
