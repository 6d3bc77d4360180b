using Rpm.Bench.EndToEnd.Targets;

namespace Rpm.Bench.EndToEnd.Capacity;

/// <summary>
/// What many patients cost: the top rate with 100,000 against 1,000, all followers counted, and the memory that the many take. Each
/// has one device of three series at most: 300,000 series in all.
/// </summary>
internal sealed class GrowthTrial(TimeSpan warmUp, TimeSpan load) : ITrial
{
    private const int Few = 1_000;
    private const int Many = 100_000;
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);
    private const long MostMemory = 1L << 30;

    public string Name => "growth";

    public async Task<IReadOnlyList<Figure>> RunAsync(Workshop workshop, CancellationToken cancel)
    {
        var (few, fewMemory) = await RateAsync(workshop, Few, cancel);
        var (many, manyMemory) = await RateAsync(workshop, Many, cancel);
        return
        [
            new("top rate with 1,000 patients", FormattableString.Invariant($"{few:n0}/s")),
            new("top rate with 100,000 patients", FormattableString.Invariant($"{many:n0}/s")),
            new("the second as a share of the first", FormattableString.Invariant($"{many / few:f2}"), "≥ 0.7", many / few >= 0.7),
            new("memory with 1,000 patients, after full load", Megabytes(fewMemory.Loaded)),
            new("memory with 100,000 patients and 300,000 series, each heard twice", Megabytes(manyMemory.Enrolled), "≤ 1 GB", manyMemory.Enrolled <= MostMemory),
            new("the same after full load: 64 samples kept of each device", Megabytes(manyMemory.Loaded)),
        ];
    }

    private async Task<(double PerSecond, (long Enrolled, long Loaded) Memory)> RateAsync(Workshop workshop, int patients, CancellationToken cancel)
    {
        await workshop.SayAsync($"growth: {patients:n0} patients");
        await using var engine = await workshop.StartAsync(cancel);
        var acknowledged = 0L;
        do
        {
            // Until every patient is enrolled and has a monitor: that is paid once.
            var (more, _) = await workshop.FloodAsync(engine, patients, patients == Many ? Short : warmUp, cancel);
            acknowledged += more;
            await engine.CatchUpAsync(acknowledged, cancel);
        }
        while (acknowledged < 2 * patients);

        var enrolled = engine.WorkingSet;
        var (measured, elapsed) = await workshop.FloodAsync(engine, patients, load, cancel);
        var behind = await engine.CatchUpAsync(acknowledged + measured, cancel);
        return (measured / (elapsed + behind!.Value).TotalSeconds, (enrolled, engine.WorkingSet));
    }

    private static string Megabytes(long bytes) => FormattableString.Invariant($"{bytes / 1048576.0:n0} MB");
}
