using System.CommandLine;
using System.CommandLine.Invocation;
using Rpm.DeviceSim.Terminal;
using Spectre.Console;

namespace Rpm.DeviceSim.Commands;

/// <summary>The program behind Main, with everything it takes from the outside as arguments.</summary>
internal static class Simulator
{
    /// <summary>Runs a command line; returns an <see cref="ExitCode"/>.</summary>
    public static async Task<int> RunAsync(
        string[] args, TextWriter output, TextWriter error, TimeProvider time, IAnsiConsole? live, CancellationToken cancel)
    {
        var root = new RootCommand("Simulated devices, load and replayed recordings over MQTT, as gateways send them.")
        {
            RunCommand.Create(time, live, args),
            LoadCommand.Create(time, live, args),
            ReplayCommand.Create(time, live, args),
            ReportCommand.Create(time),
            SeedCommand.Create(time, live),
            PurgeCommand.Create(time, live),
        };
        var parse = root.Parse(args);
        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            // What nobody expected is printed and exits 1.
            EnableDefaultExceptionHandler = true,
            // Longer than the drain behind an interrupt, which must not be cut short.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(20),
        };
        var code = await parse.InvokeAsync(configuration, cancel);
        return parse.Action is ParseErrorAction ? ExitCode.Usage : code;
    }
}
