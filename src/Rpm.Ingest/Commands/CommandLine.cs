using System.Reflection;

namespace Rpm.Ingest.Commands;

/// <summary>Finds the command; <c>run</c> where none is named. Everything else on the line is configuration (<c>--Rpm:Http:Port=8081</c>).</summary>
internal static class CommandLine
{
    private const string Usage = """
        usage: rpm-ingest [run] [--demo] [--Rpm:Section:Key=value ...]
               rpm-ingest rules check [FILE|FOLDER] [--json]
               rpm-ingest rules test [FILE|FOLDER ...] [--json]
               rpm-ingest rules explain ALERT [--json]
               rpm-ingest rules replay --trace FILE [--zone ZONE] [--packs PATH] [--compare PATH] [--json]
               rpm-ingest rules replay --from TIME --to TIME [--patient ID] [--packs PATH] [--compare PATH] [--test] [--json]
               rpm-ingest mappings check [FILE ...] | mappings try FILE|NAME PAYLOAD
               rpm-ingest registry import FILE | registry export
               rpm-ingest quarantine list | quarantine replay
               rpm-ingest version
        """;

    /// <summary>The version of the program.</summary>
    public static string Version { get; } =
        typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var words = args.TakeWhile(a => !a.StartsWith('-')).ToArray();
        var rest = args[words.Length..];
        switch (words)
        {
            case [] or ["run"]:
                return await RunCommand.RunAsync(rest, output, error);
            case ["version"]:
                await output.WriteLineAsync($"rpm-ingest {Version}");
                return ExitCodes.Ok;
            case ["rules", "check", .. var files] when files.Length <= 1 && OnlyJson(rest, out var json):
                return await RulesCommand.CheckAsync(files.FirstOrDefault(), json, output, error);
            case ["rules", "test", .. var files] when OnlyJson(rest, out var json):
                return await RulesTestCommand.RunAsync(files, json, output, error);
            case ["rules", "explain", var alert]:
                return await RulesExplainCommand.RunAsync(alert, rest, output, error);
            case ["rules", "replay"]:
                return await RulesReplayCommand.RunAsync(rest, output, error);
            case ["mappings", "check", .. var files]:
                return await MappingsCommand.CheckAsync(files, rest, output, error);
            case ["mappings", "try", var mapping, var payload]:
                return await MappingsCommand.TryAsync(mapping, payload, rest, output, error);
            case ["registry", "import", var file]:
                return await EngineCommand.ImportAsync(file, rest, output, error);
            case ["registry", "export"]:
                return await EngineCommand.ExportAsync(rest, output, error);
            case ["quarantine", "list"]:
                return await EngineCommand.ListQuarantineAsync(rest, output, error);
            case ["quarantine", "replay"]:
                return await EngineCommand.ReplayQuarantineAsync(rest, output, error);
            case ["help"]:
                await output.WriteLineAsync(Usage);
                return ExitCodes.Ok;
            default:
                await error.WriteLineAsync(Usage);
                return ExitCodes.Usage;
        }
    }

    private static bool OnlyJson(string[] rest, out bool json)
    {
        json = rest is ["--json"];
        return json || rest.Length == 0;
    }
}
