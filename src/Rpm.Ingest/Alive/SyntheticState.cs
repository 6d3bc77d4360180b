using Rpm.Telemetry;

namespace Rpm.Ingest.Alive;

/// <summary>What the synthetic readings say about the way from the door to the monitor.</summary>
/// <param name="Last">How the newest one ended.</param>
/// <param name="LastPassed">When one last came through whole; null = none since start.</param>
/// <param name="Failed">How many in a row have not; 0 after one that has.</param>
/// <param name="CommitSeconds">Handing in to receipt, of the last one that passed.</param>
/// <param name="JudgedSeconds">Handing in to the monitor having applied it, of the last one that passed.</param>
internal sealed record SyntheticState(SyntheticEnding Last, Instant? LastPassed, int Failed, double? CommitSeconds, double? JudgedSeconds)
{
    public static readonly SyntheticState Initial = new(SyntheticEnding.None, null, 0, null, null);

    /// <summary>The newest reading did not come through.</summary>
    public bool Degraded => Failed > 0;
}
