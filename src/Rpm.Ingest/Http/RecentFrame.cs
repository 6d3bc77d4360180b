using Rpm.Ingest.Pipeline;
using Rpm.Telemetry;

namespace Rpm.Ingest.Http;

/// <summary>A frame as it arrived, and what became of it; <see cref="Outcome"/> is null while its commit is awaited.</summary>
internal sealed record RecentFrame(
    Instant Received, FrameSource Source, string Topic, string Client, ReadOnlyMemory<byte> Payload, FrameOutcome? Outcome);
