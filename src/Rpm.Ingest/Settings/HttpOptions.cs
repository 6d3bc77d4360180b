using System.ComponentModel;

namespace Rpm.Ingest.Settings;

/// <summary>The HTTP listener: page, API, FHIR, health and metrics.</summary>
internal sealed record HttpOptions
{
    [Description("Address to listen on. Beyond loopback, TLS and an admin token are required.")]
    public string Host { get; init; } = "127.0.0.1";

    [Description("Port to listen on; 0 takes a free one.")]
    public int Port { get; init; } = 8080;

    public TlsOptions Tls { get; init; } = new();

    [Description("Largest request body, before and after decompression; above it 413.")]
    public ByteSize MaxBody { get; init; } = new(8 << 20);

    [Description("Posts that may wait for their commit at the same time; above it 429.")]
    public int MaxWaitingPosts { get; init; } = 256;
}
