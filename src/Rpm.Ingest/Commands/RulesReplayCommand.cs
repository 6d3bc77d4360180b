using System.Net.Http.Json;
using System.Text.Json;
using Rpm.Ingest.Replays;
using Rpm.Rules.Packs;
using Rpm.Rules.Replay;
using Rpm.Telemetry.Traces;

namespace Rpm.Ingest.Commands;

/// <summary><c>rules replay</c>: what rules would have raised over a recorded trace, or over what the engine has stored.</summary>
internal static class RulesReplayCommand
{
    private const string DefaultZone = "UTC";

    private static readonly string[] Valued = ["trace", "zone", "packs", "compare", "from", "to", "patient"];
    private static readonly string[] Flags = ["json", "test"];

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var options = CommandOptions.Take(args, Valued, Flags);
        var packs = options.Values.GetValueOrDefault("packs");
        var compare = options.Values.GetValueOrDefault("compare");
        var fault = options.Fault ?? Combination(options)
            ?? new[] { packs, compare }.OfType<string>().Where(p => !Path.Exists(p)).Select(p => $"{p}: there is no such file or folder.").FirstOrDefault();
        if (fault is not null)
        {
            await error.WriteLineAsync(fault);
            return ExitCodes.Usage;
        }

        var (texts, loaded, faults) = PackFiles.Read(packs);
        var other = compare is null ? ([], [], []) : PackFiles.Read(compare);
        if (faults.Count + other.Faults.Count > 0)
        {
            foreach (var each in faults.Concat(other.Faults))
            {
                await error.WriteLineAsync(each.ToString());
            }

            return ExitCodes.Failed;
        }

        if (options.Values.TryGetValue("trace", out var trace))
        {
            return await TraceAsync(trace, options, loaded, compare is null ? null : other.Packs, output, error);
        }

        var request = new ReplayRequest(
            options.Values["from"], options.Values["to"], options.Values.GetValueOrDefault("patient"), packs is null ? null : texts,
            compare is null ? null : other.Texts, options.Flags.Contains("test"));
        return await EngineCommand.RunAsync(
            options.Settings, output, error, client => client.PostAsJsonAsync("/api/v1/rules/replay", request, JsonSerializerOptions.Web),
            text => PrintAsync(CommandJson.Read<ReplayAnswer>(text), options, output));
    }

    private static string? Combination(CommandOptions options)
    {
        var given = options.Values;
        return (given.ContainsKey("trace"), given.ContainsKey("from") || given.ContainsKey("to") || given.ContainsKey("patient")) switch
        {
            (true, true) => "--trace replays a whole file: --from, --to and --patient belong to what the engine has stored.",
            (false, false) => "Say what to replay: --trace FILE, or --from TIME --to TIME.",
            (false, true) when given.ContainsKey("zone") => "--zone belongs to --trace: stored readings know their times.",
            (false, true) when !given.ContainsKey("from") || !given.ContainsKey("to") => "--from and --to are both needed.",
            _ => null,
        };
    }

    private static async Task<int> TraceAsync(
        string path, CommandOptions options, IReadOnlyList<RulePack> packs, IReadOnlyList<RulePack>? compare, TextWriter output, TextWriter error)
    {
        var zoneName = options.Values.GetValueOrDefault("zone") ?? DefaultZone;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zoneName, out var zone))
        {
            await error.WriteLineAsync($"--zone {zoneName} is not a known IANA zone.");
            return ExitCodes.Usage;
        }

        if (!File.Exists(path))
        {
            await error.WriteLineAsync($"{path}: there is no such file.");
            return ExitCodes.Usage;
        }

        using var reader = File.OpenText(path);
        if (TraceFile.Read(reader) is not { } file)
        {
            await error.WriteLineAsync($"{path} does not begin with {TraceFile.Header}");
            return ExitCodes.Failed;
        }

        var joined = TraceJoin.Join(file);
        var patients = TracePatients.Of(joined, zone);
        var (one, other) = (new RuleReplay(packs, ReplayOptions.Everything), compare is null ? null : new RuleReplay(compare, ReplayOptions.Everything));
        foreach (var patient in patients.Patients)
        {
            one.Add(patient);
            other?.Add(patient);
        }

        var report = one.Report();
        var source = $"{Path.GetFileName(path)} (times without an offset taken for {zone.Id}; {joined.Skipped.Count} rows skipped, {patients.Refused} readings refused, {patients.Duplicates} duplicates)";
        return await PrintAsync(ReplayAnswer.Of(source, report, other is null ? null : ReplayComparison.Of(report, other.Report())), options, output);
    }

    private static async Task<int> PrintAsync(ReplayAnswer answer, CommandOptions options, TextWriter output)
    {
        if (options.Flags.Contains("json"))
        {
            await CommandJson.WriteAsync(output, answer);
        }
        else
        {
            await output.WriteAsync(ReplayText.Of(answer));
        }

        return ExitCodes.Ok;
    }
}
