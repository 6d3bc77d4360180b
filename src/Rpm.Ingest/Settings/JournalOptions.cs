using System.ComponentModel;

namespace Rpm.Ingest.Settings;

/// <summary>The journal on disk.</summary>
internal sealed record JournalOptions
{
    [Description("Size at which lagging outside followers (InfluxDB, a FHIR server) are detached, to be resynchronised later.")]
    public ByteSize MaxSize { get; init; } = new(4L << 30);
}
