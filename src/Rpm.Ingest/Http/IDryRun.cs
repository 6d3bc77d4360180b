using Rpm.Ingest.Pipeline;

namespace Rpm.Ingest.Http;

/// <summary>What would become of a frame: decoded and attributed as if it were taken, but nothing is committed, counted or told.</summary>
internal interface IDryRun
{
    ValueTask<FrameOutcome> TryAsync(Frame frame, CancellationToken cancellationToken);
}
