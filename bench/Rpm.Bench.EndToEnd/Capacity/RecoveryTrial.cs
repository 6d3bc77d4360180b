using Rpm.Bench.EndToEnd.Targets;

namespace Rpm.Bench.EndToEnd.Capacity;

/// <summary>
/// How long after a start a journal of a million readings is caught up that no embedded follower has seen. While it is filled a store
/// outside that cannot be reached keeps it from being trimmed; then everything that was made of it is deleted.
/// </summary>
internal sealed class RecoveryTrial : ITrial
{
    private const int Readings = 1_000_000;
    private const int Patients = 5_000;
    private static readonly TimeSpan Goal = TimeSpan.FromSeconds(20);
    private static readonly string[] Kept = ["journal.db", "admin-token"];

    public string Name => "recovery";

    public async Task<IReadOnlyList<Figure>> RunAsync(Workshop workshop, CancellationToken cancel)
    {
        await using var engine = await workshop.StartAsync(
            cancel, $"--Rpm:Influx:Url=http://127.0.0.1:{Child.FreePort()}", "--Rpm:Influx:Database=nowhere", "--Rpm:Journal:MaxSize=16 GiB");
        var acknowledged = 0L;
        while (acknowledged < Readings)
        {
            acknowledged += (await workshop.FloodAsync(engine, Patients, TimeSpan.FromSeconds(4), cancel)).Acknowledged;
            await workshop.SayAsync($"recovery: {acknowledged:n0} readings in the journal");
        }

        await engine.CaughtUpAsync(Embedded, TimeSpan.FromMinutes(2), cancel);
        await engine.StopAsync(cancel);
        var journal = new FileInfo(Path.Combine(engine.Data, "journal.db")).Length;
        foreach (var file in Directory.EnumerateFiles(engine.Data).Where(f => !Kept.Any(k => Path.GetFileName(f).StartsWith(k, StringComparison.Ordinal))))
        {
            File.Delete(file);
        }

        Directory.Delete(Path.Combine(engine.Data, "duplicates"), recursive: true);
        var start = workshop.Time.GetTimestamp();
        await Workshop.StartedAsync(engine, engine.Name, cancel);
        var ready = workshop.Time.GetElapsedTime(start);
        await engine.CaughtUpAsync(Embedded, TimeSpan.FromMinutes(5), cancel);
        var elapsed = workshop.Time.GetElapsedTime(start);
        var status = await engine.StatusAsync(cancel);
        var behind = status.Followers.FirstOrDefault(f => Embedded(f.Name) && f.Written + f.Rejected < acknowledged);
        return behind is null && status.Committed == acknowledged
            ? [
                new($"journal of {acknowledged:n0} readings", FormattableString.Invariant($"{journal / 1048576.0:n0} MB")),
                new("from its start until the engine takes readings", Seconds(ready)),
                new("from its start until every embedded follower has caught up", Seconds(elapsed), $"≤ {Goal.TotalSeconds:n0} s", elapsed <= Goal * (acknowledged / (double)Readings)),
            ]
            : throw new InvalidDataException($"{acknowledged} readings were acknowledged, but: {status} ({behind}).");
    }

    private static bool Embedded(string follower) => follower != "influx";

    private static string Seconds(TimeSpan span) => FormattableString.Invariant($"{span.TotalSeconds:f1} s");
}
