using Rpm.Ingest.Alive;
using Rpm.Ingest.Http;

namespace Rpm.Ingest.Engine;

/// <summary>Degraded while the engine's own test reading does not come through.</summary>
internal sealed class SyntheticHealth(SyntheticReading synthetic) : IHealthPart
{
    public IEnumerable<DegradedPart> Degraded() =>
        synthetic.State is { Degraded: true } state ? [new DegradedPart("synthetic-reading", $"the last one ended as {state.Last}")] : [];
}
