using System.Net.Sockets;

namespace Rpm.DeviceSim.Wire;

/// <summary>A bare TCP socket that never blocks the sender.</summary>
internal sealed class SocketTransport : IMqttTransport
{
    private readonly Socket _socket;
    private byte[] _rest = [];
    private int _restAt;
    private int _restEnd;

    public SocketTransport(Socket socket)
    {
        _socket = socket;
        _socket.Blocking = false;
    }

    public bool IsWritable
    {
        get
        {
            if (_restAt < _restEnd)
            {
                _restAt += Push(_rest.AsSpan(_restAt, _restEnd - _restAt));
            }

            return _restAt == _restEnd;
        }
    }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        var sent = IsWritable ? Push(bytes) : 0;
        if (sent == bytes.Length)
        {
            return;
        }

        var rest = bytes[sent..];
        var open = _restEnd - _restAt;
        if (_rest.Length < open + rest.Length)
        {
            var wider = new byte[Math.Max(4_096, open + rest.Length)];
            _rest.AsSpan(_restAt, open).CopyTo(wider);
            _rest = wider;
        }
        else
        {
            _rest.AsSpan(_restAt, open).CopyTo(_rest);
        }

        rest.CopyTo(_rest.AsSpan(open));
        (_restAt, _restEnd) = (0, open + rest.Length);
    }

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel) => _socket.ReceiveAsync(buffer, cancel);

    public void Abort()
    {
        try
        {
            _socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }

        _socket.Dispose();
    }

    public void Dispose() => _socket.Dispose();

    private int Push(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var sent = _socket.Send(bytes, SocketFlags.None, out var error);
            return error switch
            {
                SocketError.Success => sent,
                SocketError.WouldBlock or SocketError.IOPending or SocketError.NoBufferSpaceAvailable => 0,
                _ => throw new IOException($"The connection is lost ({error})."),
            };
        }
        catch (ObjectDisposedException closed)
        {
            throw new IOException("The connection is closed.", closed);
        }
    }
}
