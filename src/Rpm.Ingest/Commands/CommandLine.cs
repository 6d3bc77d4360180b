using System.Reflection;

namespace Rpm.Ingest.Commands;

/// <summary>Finds the command; <c>run</c> where none is named. Everything else on the line is configuration (<c>--Rpm:Http:Port=8081</c>).</summary>
internal static class CommandLine
{
    private const string Usage = """
        usage: rpm-ingest [run] [--demo] [--Rpm:Section:Key=value ...]
               rpm-ingest rules check [FILE|FOLDER]
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
            case ["rules", "check", .. var files] when files.Length <= 1:
                return await RulesCommand.CheckAsync(files.FirstOrDefault(), output, error);
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
}
