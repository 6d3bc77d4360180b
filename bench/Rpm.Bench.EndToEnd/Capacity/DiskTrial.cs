namespace Rpm.Bench.EndToEnd.Capacity;

/// <summary>Bytes on disk for each reading, after millions of mixed ones and a stop in good order.</summary>
internal sealed class DiskTrial : ITrial
{
    private const int Patients = 5_000;
    private const int Readings = 3_000_000;

    public string Name => "disk";

    public async Task<IReadOnlyList<Figure>> RunAsync(Workshop workshop, CancellationToken cancel)
    {
        await using var engine = await workshop.StartAsync(cancel);
        var (acknowledged, most) = (0L, 0L);
        while (acknowledged < Readings)
        {
            acknowledged += (await workshop.FloodAsync(engine, Patients, TimeSpan.FromSeconds(5), cancel)).Acknowledged;
            most = Math.Max(most, Bytes(engine.Data, "journal.db"));
            await workshop.SayAsync($"disk: {acknowledged:n0} readings");
        }

        await engine.CatchUpAsync(acknowledged, cancel);
        await engine.StopAsync(cancel);
        return
        [
            new($"series, of each of {acknowledged:n0} readings of 3 numbers", PerReading(Bytes(engine.Data, "series"), acknowledged)),
            new("duplicate index, of each reading", PerReading(Bytes(engine.Data, "duplicates"), acknowledged)),
            new("journal at most, under full load, all followers up to date", FormattableString.Invariant($"{most / 1048576.0:n0} MB")),
            new("all of the data directory, of each reading", PerReading(Bytes(engine.Data, ""), acknowledged)),
        ];
    }

    private static long Bytes(string directory, string prefix) =>
        Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Where(f => Path.GetRelativePath(directory, f).StartsWith(prefix, StringComparison.Ordinal))
            .Sum(f => new FileInfo(f).Length);

    private static string PerReading(long bytes, long readings) => FormattableString.Invariant($"{bytes / (double)readings:f1} B");
}
