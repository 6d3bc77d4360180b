using HdrHistogram;
using Rpm.Bench.EndToEnd.Generator;
using Rpm.Bench.EndToEnd.Targets;

namespace Rpm.Bench.EndToEnd;

/// <summary>Measures the targets in turns, round after round, so that the machine's moods fall on all of them alike.</summary>
internal sealed class Bench(BenchPlan plan, TimeProvider time)
{
    private readonly Dictionary<string, long> _published = new(StringComparer.Ordinal);
    private int _run;

    /// <summary>Runs the plan on targets that were started.</summary>
    public async Task<IReadOnlyList<Measurement>> RunAsync(IReadOnlyList<ITarget> targets, TextWriter progress, CancellationToken cancel)
    {
        foreach (var target in targets)
        {
            await progress.WriteLineAsync($"warming up {target.Name}");
            foreach (var (connections, window) in plan.Shapes)
            {
                await WarmUpAsync(target, connections, window, cancel);
            }
        }

        var measurements = new List<Measurement>();
        for (var round = 1; round <= plan.Rounds; round++)
        {
            foreach (var (connections, window) in plan.Shapes)
            {
                foreach (var target in targets)
                {
                    var measured = await MeasureAsync(target, connections, window, round, cancel);
                    measurements.Add(measured);
                    await progress.WriteLineAsync(FormattableString.Invariant(
                        $"round {round}, {connections} connections, {target.Name}: {measured.AcknowledgedPerSecond:n0}/s, p99 {measured.P99Milliseconds:f2} ms at {measured.PacedPerSecond:n0}/s"));
                }
            }
        }

        return measurements;
    }

    private async Task WarmUpAsync(ITarget target, int connections, int window, CancellationToken cancel)
    {
        await using var fleet = await Fleet.ConnectAsync(target.Port, connections, window, ++_run, time, cancel);
        var (acknowledged, _) = await fleet.FloodAsync(plan.WarmUp);
        await target.CatchUpAsync(Count(target, acknowledged), cancel);
    }

    private async Task<Measurement> MeasureAsync(ITarget target, int connections, int window, int round, CancellationToken cancel)
    {
        await using var fleet = await Fleet.ConnectAsync(target.Port, connections, window, ++_run, time, cancel);
        var cpu = target.ProcessorTime;
        var (acknowledged, elapsed) = await fleet.FloodAsync(plan.Load);
        var behind = await target.CatchUpAsync(Count(target, acknowledged), cancel);
        cpu = target.ProcessorTime - cpu;
        var rate = acknowledged / elapsed.TotalSeconds;
        var before = fleet.Acknowledged;
        var (latency, paced) = await fleet.PacedAsync(rate / 2, plan.Paced);
        await target.CatchUpAsync(Count(target, fleet.Acknowledged - before), cancel);
        return new Measurement(
            target.Name, connections, round, acknowledged, rate, behind is { } more ? acknowledged / (elapsed + more).TotalSeconds : null,
            cpu.TotalMilliseconds * 1000 / acknowledged, paced,
            latency.GetValueAtPercentile(50) / 1000.0, latency.GetValueAtPercentile(99) / 1000.0, latency.GetMaxValue() / 1000.0);
    }

    private long Count(ITarget target, long publishes) => _published[target.Name] = _published.GetValueOrDefault(target.Name) + publishes;
}
