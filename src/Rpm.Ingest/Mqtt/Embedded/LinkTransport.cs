using System.IO.Pipelines;

namespace Rpm.Ingest.Mqtt.Embedded;

/// <summary>A connection's pipes with the packet limit on the way in and an orderly end on the way out.</summary>
internal sealed class LinkTransport(IDuplexPipe inner, Link link, int maxPacketSize) : IDuplexPipe
{
    public PipeReader Input { get; } = new LimitedPacketReader(inner.Input, link, maxPacketSize);

    public PipeWriter Output { get; } = new OrderlyWriter(inner.Output);
}
