using Rpm.Ingest.Http;
using Rpm.Ingest.Pipeline;

namespace Rpm.Ingest.Engine;

/// <summary>The numbers of the conservation law, and who of the parts is not well.</summary>
internal sealed class EngineStatusSource(EngineParts parts, IReadOnlyList<IHealthPart> watched) : IStatusSource, IHealthSource
{
    /// <summary>A follower that lags more than this is degraded; the monitor's lag is a technical alert besides.</summary>
    private static readonly TimeSpan DegradedLag = TimeSpan.FromSeconds(30);

    EngineStatus IStatusSource.Read()
    {
        // Followers first: what they have written was committed before, so a balance read after them never trails behind.
        var counted = parts.Pumps.Where(p => p.Follower.CountsReadings).Select(p => (p.Follower.Name, p.Progress, p.Lag)).ToList();
        var balance = parts.Log.Balance;
        return new EngineStatus(balance,
        [
            .. counted.Select(f => new FollowerStatus(
                f.Name, balance.Committed, f.Progress.Written, f.Progress.Rejected,
                balance.Committed - f.Progress.Written - f.Progress.Rejected, f.Lag.TotalSeconds)),
        ]);
    }

    EngineHealth IHealthSource.Read()
    {
        var degraded = new List<DegradedPart>();
        foreach (var pump in parts.Pumps)
        {
            if (pump.Detached)
            {
                degraded.Add(new DegradedPart(pump.Follower.Name, "detached from the journal, being brought up from the series store"));
            }
            else if (pump.Fault is { } fault)
            {
                degraded.Add(new DegradedPart(pump.Follower.Name, fault));
            }
            else if (pump.Lag > DegradedLag)
            {
                degraded.Add(new DegradedPart(pump.Follower.Name, $"{pump.Lag.TotalSeconds:F0} s behind"));
            }
        }

        foreach (var part in watched)
        {
            degraded.AddRange(part.Degraded());
        }

        var reason = parts.Intake.FailedBecause is { } e ? $"the journal does not take commits ({e.GetType().Name})" : parts.Intake.Stopped ? "stopping" : null;
        return new EngineHealth(parts.Intake.IsOpen, reason, degraded);
    }
}
