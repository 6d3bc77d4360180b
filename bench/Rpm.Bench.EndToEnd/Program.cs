using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Rpm.Bench.EndToEnd;
using Rpm.Bench.EndToEnd.Capacity;
using Rpm.Bench.EndToEnd.Targets;

var port = new Option<int>("--port") { Required = true };
var bare = new Command("bare", "The bare broker, as a process of its own.") { port };
bare.Hidden = true;
bare.SetAction((parse, cancel) => BareBroker.ServeAsync(parse.GetValue(port), cancel));

var rounds = new Option<int>("--rounds") { Description = "Rounds; the table has their median", DefaultValueFactory = _ => 3 };
var seconds = new Option<double>("--seconds") { Description = "Length of each full load and each latency measurement", DefaultValueFactory = _ => 5 };
var warmUp = new Option<double>("--warm-up") { Description = "Seconds of full load before anything counts, per target and number of connections", DefaultValueFactory = _ => 5 };
var only = new Option<string[]>("--only") { Description = "bare, mosquitto, engine; all without it", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
var json = new Option<FileInfo?>("--json") { Description = "Also write the results here" };
var repository = new Option<DirectoryInfo>("--repository") { Description = "Where the engine was built (Release)", DefaultValueFactory = _ => new DirectoryInfo(".") };
var windows = new Option<int>("--window") { Description = "Publishes out at most over all connections", DefaultValueFactory = _ => 10_000 };
var settings = new Option<string[]>("--set") { Description = "A further setting of the engine, Rpm:Name=value", DefaultValueFactory = _ => [] };
var root = new RootCommand("Publish-to-PUBACK throughput and latency of a bare broker, mosquitto and the engine in one warm run.")
{
    bare, rounds, seconds, warmUp, only, json, repository, windows, settings,
};
var trials = new Option<string[]>("--only") { Description = "growth, idle, recovery, influx, disk; all without it", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
var capacity = new Command("capacity", "What the engine can carry: patients, idle connections, a journal to catch up with, InfluxDB behind it, disk.") { seconds, warmUp, trials, json, repository };
capacity.SetAction((parse, cancel) => CapacityAsync(parse, cancel));
root.Subcommands.Add(capacity);
root.SetAction(async (parse, cancel) =>
{
    var time = TimeProvider.System;
    string[] wanted = parse.GetValue(only) is { Length: > 0 } some ? some : ["bare", "mosquitto", "engine"];
    var length = TimeSpan.FromSeconds(parse.GetValue(seconds));
    var window = parse.GetValue(windows);
    var plan = new BenchPlan(
        parse.GetValue(rounds), TimeSpan.FromSeconds(parse.GetValue(warmUp)), length, length,
        [new LoadShape(50, Math.Max(1, window / 50)), new LoadShape(1, Math.Min(60_000, window))]);
    var root = parse.GetRequiredValue(repository).FullName;
    var missing = new List<string>();
    var targets = new List<ITarget>();
    try
    {
        foreach (var name in wanted)
        {
            ITarget? target = name switch
            {
                "bare" => new BareBroker(time),
                "mosquitto" => new Mosquitto(time),
                "engine" when Engine.Find(root) is { } assembly => new Engine(assembly, [.. parse.GetValue(settings)!.Select(s => "--" + s)], time),
                _ => null,
            };
            if (target is null)
            {
                missing.Add($"{name}: {(name == "engine" ? "src/Rpm.Ingest was not built in Release" : "no such target")}");
                continue;
            }

            targets.Add(target);
            if (await target.StartAsync(cancel) is { } reason)
            {
                missing.Add($"{name}: {reason}");
                targets.Remove(target);
                await target.DisposeAsync();
            }
        }

        var measured = await new Bench(plan, time).RunAsync(targets, Console.Error, cancel);
        var report = new Report(
            Commit(root), time.GetUtcNow(), Report.ThisMachine, Environment.ProcessorCount, Environment.Version.ToString(), plan, missing, measured);
        foreach (var line in report.Markdown())
        {
            Console.WriteLine(line);
        }

        if (parse.GetValue(json) is { } file)
        {
            file.Directory?.Create();
            await File.WriteAllTextAsync(file.FullName, JsonSerializer.Serialize(report, BenchJson.Options) + "\n", cancel);
        }

        return missing.Count == 0 ? 0 : 1;
    }
    catch (Exception failure) when (failure is IOException or InvalidDataException or Rpm.DeviceSim.Publishing.PublisherFailedException)
    {
        await Console.Error.WriteLineAsync($"error: {failure.Message}");
        return 1;
    }
    finally
    {
        foreach (var target in targets)
        {
            await target.DisposeAsync();
        }
    }
});
return await root.Parse(args).InvokeAsync();

async Task<int> CapacityAsync(ParseResult parse, CancellationToken cancel)
{
    var time = TimeProvider.System;
    var at = parse.GetRequiredValue(repository).FullName;
    if (Engine.Find(at) is not { } assembly)
    {
        await Console.Error.WriteLineAsync("error: src/Rpm.Ingest was not built in Release");
        return 1;
    }

    var (warm, load) = (TimeSpan.FromSeconds(parse.GetValue(warmUp)), TimeSpan.FromSeconds(parse.GetValue(seconds)));
    ITrial[] all = [new GrowthTrial(warm, load), new IdleTrial(), new RecoveryTrial(), new InfluxTrial(warm, load), new DiskTrial()];
    var wanted = parse.GetValue(trials) is { Length: > 0 } some ? some : [.. all.Select(t => t.Name)];
    var (workshop, figures, missing) = (new Workshop(assembly, time, Console.Error), new List<Figure>(), new List<string>());
    foreach (var name in wanted)
    {
        try
        {
            figures.AddRange(await (all.FirstOrDefault(t => t.Name == name) ?? throw new InvalidDataException("no such trial")).RunAsync(workshop, cancel));
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or HttpRequestException)
        {
            missing.Add($"{name}: {failure.Message}");
        }
    }

    var report = new CapacityReport(Commit(at), time.GetUtcNow(), Report.ThisMachine, Environment.ProcessorCount, Environment.Version.ToString(), figures, missing);
    foreach (var line in report.Markdown())
    {
        Console.WriteLine(line);
    }

    if (parse.GetValue(json) is { } file)
    {
        file.Directory?.Create();
        await File.WriteAllTextAsync(file.FullName, JsonSerializer.Serialize(report, BenchJson.Options) + "\n", cancel);
    }

    return missing.Count == 0 ? 0 : 1;
}

static string Commit(string repository)
{
    using var git = Process.Start(new ProcessStartInfo("git", ["-C", repository, "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]) { RedirectStandardOutput = true });
    var text = git?.StandardOutput.ReadToEnd().Trim();
    return string.IsNullOrEmpty(text) ? "unknown" : text;
}
