using Rpm.DeviceSim.Load;

namespace Rpm.DeviceSim.Faults;

/// <summary>Lets the faults of connections happen at their times.</summary>
internal sealed class FaultDirector
{
    private readonly FaultPlan _plan;
    private readonly IReadOnlyList<LoadConnection> _connections;
    private readonly RunClock _clock;
    private readonly TimeProvider _time;

    /// <summary>Gives every connection its faults.</summary>
    public FaultDirector(FaultPlan plan, IReadOnlyList<LoadConnection> connections, RunClock clock, TimeProvider time)
    {
        (_plan, _connections, _clock, _time) = (plan, connections, clock, time);
        var slow = plan[FaultKind.Slow];
        var slowed = slow is null ? [] : FaultSchedule.Struck(plan, slow, connections.Count, 0).ToHashSet();
        Counts.Add(FaultKind.Slow, slowed.Count);
        for (var i = 0; i < connections.Count; i++)
        {
            connections[i].Faults = new ConnectionFaults(plan, Counts, i, clock) { SlowBytes = slowed.Contains(i) ? Math.Max(1, slow!.Count / 10) : 0 };
        }
    }

    public FaultCounts Counts { get; } = new();

    /// <summary>Runs until cancelled or nothing is left to happen.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        foreach (var strike in FaultSchedule.Of(_plan, _connections.Count))
        {
            if (strike.At - _time.GetElapsedTime(_clock.Start) is { Ticks: > 0 } wait)
            {
                await Task.Delay(wait, _time, cancel);
            }

            cancel.ThrowIfCancellationRequested();
            Counts.Add(strike.Fault.Kind, strike.Connections.Count);
            foreach (var place in strike.Connections)
            {
                Strike(strike, _connections[place]);
            }
        }
    }

    private void Strike(FaultEvent strike, LoadConnection connection)
    {
        switch (strike.Fault.Kind)
        {
            case FaultKind.HalfOpen:
                connection.Faults!.Frozen = true;
                break;
            case FaultKind.Outage:
                var end = strike.At + strike.Fault.Span;
                connection.Faults!.DownUntil = _clock.TimestampOf(end);
                connection.Faults.BackfillBefore = end;
                connection.Abort();
                break;
            default:
                connection.Abort();
                break;
        }
    }
}
