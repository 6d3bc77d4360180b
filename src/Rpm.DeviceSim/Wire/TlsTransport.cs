using System.Net.Security;

namespace Rpm.DeviceSim.Wire;

/// <summary>TLS on a socket; one write is under way at a time.</summary>
internal sealed class TlsTransport(SslStream stream, Action abort) : IMqttTransport
{
    private byte[] _buffer = [];
    private Task _writing = Task.CompletedTask;

    public bool IsWritable
    {
        get
        {
            if (!_writing.IsCompleted)
            {
                return false;
            }

            Finish();
            return true;
        }
    }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        if (IsWritable)
        {
            Room(bytes.Length);
            bytes.CopyTo(_buffer);
            _writing = stream.WriteAsync(_buffer.AsMemory(0, bytes.Length)).AsTask();
            return;
        }

        throw new InvalidOperationException("Not while a write is under way.");
    }

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel) => stream.ReadAsync(buffer, cancel);

    public void Abort() => abort();

    public void Dispose() => stream.Dispose();

    private void Room(int length)
    {
        if (_buffer.Length < length)
        {
            _buffer = new byte[Math.Max(4_096, length)];
        }
    }

    private void Finish()
    {
        try
        {
            _writing.GetAwaiter().GetResult();
        }
        catch (ObjectDisposedException closed)
        {
            throw new IOException("The connection is closed.", closed);
        }
    }
}
