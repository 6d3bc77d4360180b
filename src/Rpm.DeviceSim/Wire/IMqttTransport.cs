namespace Rpm.DeviceSim.Wire;

/// <summary>The bytes of one connection. One thread sends, one task receives.</summary>
internal interface IMqttTransport : IDisposable
{
    /// <summary>Whether everything handed over is with the operating system, and more may be handed over.</summary>
    bool IsWritable { get; }

    /// <summary>Hands bytes over without waiting; what the socket does not take at once is kept and goes out by <see cref="IsWritable"/>.</summary>
    /// <exception cref="IOException">The connection is lost.</exception>
    void Send(ReadOnlySpan<byte> bytes);

    /// <summary>Receives; 0 = the other side closed.</summary>
    ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel);

    /// <summary>Ends the connection at once with a reset, as a device does that loses its power or network.</summary>
    void Abort();
}
