using Rpm.Telemetry;

namespace Rpm.Rules.Statistics;

/// <summary>A stretch beyond a threshold.</summary>
/// <param name="From">The first moment of the grid beyond it.</param>
/// <param name="To">The first moment of the grid that is back, or at which the readings break off.</param>
public sealed record GlucoseEpisode(Instant From, Instant To)
{
    public TimeSpan Length => To - From;
}
