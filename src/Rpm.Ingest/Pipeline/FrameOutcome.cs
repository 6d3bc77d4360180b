using Rpm.Telemetry;

namespace Rpm.Ingest.Pipeline;

/// <summary>What became of a frame's readings. <c>Received = Committed + Duplicate + Quarantined.Count</c> always.</summary>
/// <param name="Quarantined">The elements kept in quarantine, with their place in the frame and why.</param>
internal sealed record FrameOutcome(int Received, int Committed, int Duplicate, IReadOnlyList<Rejection> Quarantined);
