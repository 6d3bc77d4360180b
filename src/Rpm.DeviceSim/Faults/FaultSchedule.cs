using Rpm.DeviceSim.Physiology;

namespace Rpm.DeviceSim.Faults;

/// <summary>Which connections are struck when. Follows from plan and seed alone.</summary>
internal static class FaultSchedule
{
    /// <summary>The events of a run, in the order of time; endless where the plan has a storm.</summary>
    public static IEnumerable<FaultEvent> Of(FaultPlan plan, int connections)
    {
        var once = new[] { FaultKind.Outage, FaultKind.HalfOpen }.Select(k => plan[k]).OfType<Fault>()
            .Select(f => new FaultEvent(f.At, f, Struck(plan, f, connections, 0))).OrderBy(e => e.At).ToList();
        var storm = plan[FaultKind.Storm];
        for (var round = 1; storm is not null; round++)
        {
            var at = storm.Span * round;
            foreach (var due in once.Where(e => e.At <= at).ToList())
            {
                once.Remove(due);
                yield return due;
            }

            yield return new FaultEvent(at, storm, Struck(plan, storm, connections, round));
        }

        foreach (var left in once)
        {
            yield return left;
        }
    }

    /// <summary>Those of so many that a share of falls on, at least one.</summary>
    public static IReadOnlyList<int> Struck(FaultPlan plan, Fault fault, int of, int round)
    {
        var noise = new SmoothNoise((ulong)plan.Seed).Branch(900 + (ulong)fault.Kind).Branch((ulong)round);
        return [.. Enumerable.Range(0, of).OrderBy(i => noise.Uniform(i)).Take(Math.Max(1, (int)Math.Round(of * fault.Share))).Order()];
    }
}
