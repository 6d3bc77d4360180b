using Rpm.Ingest.Pipeline;

namespace Rpm.Ingest.Http;

/// <summary>What became of a post's readings: <c>received = committed + duplicate + quarantined.length</c>.</summary>
internal sealed record ReadingsAnswer(int Received, int Committed, int Duplicate, IReadOnlyList<QuarantinedAnswer> Quarantined)
{
    public static ReadingsAnswer From(FrameOutcome outcome) => new(
        outcome.Received, outcome.Committed, outcome.Duplicate, [.. outcome.Quarantined.Select(QuarantinedAnswer.From)]);
}
