using Rpm.DeviceSim.Wire;

namespace Rpm.DeviceSim.Load;

/// <summary>Where a generator writes packets until they go to a socket together.</summary>
internal sealed class Chunk
{
    private const int Enough = 64 * 1024;

    private byte[] _bytes = new byte[Enough * 2];
    private int _length;

    /// <summary>Whether it is time to send.</summary>
    public bool IsFull => _length >= Enough;

    public void Add(in Outgoing message, ushort packetId)
    {
        if (_bytes.Length - _length < message.Template.Length)
        {
            Array.Resize(ref _bytes, (_length + message.Template.Length) * 2);
        }

        _length += message.Template.Write(_bytes.AsSpan(_length), packetId, message.Time, message.Id);
    }

    public void Flush(IMqttTransport transport)
    {
        if (_length > 0)
        {
            var length = _length;
            _length = 0;
            transport.Send(_bytes.AsSpan(0, length));
        }
    }

    public void Clear() => _length = 0;
}
