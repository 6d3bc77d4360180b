using System.CommandLine;
using Rpm.DeviceSim.Engines;
using Rpm.DeviceSim.Terminal;
using Spectre.Console;

namespace Rpm.DeviceSim.Commands;

/// <summary><c>purge</c>: erases the simulated patients and everything about them.</summary>
internal static class PurgeCommand
{
    public static Command Create(TimeProvider time, IAnsiConsole? live)
    {
        var prefix = new Option<string>("--device-prefix") { Description = "Beginning of every id", DefaultValueFactory = _ => "sim-" };
        var automatic = new Option<bool>("--auto-enrolled") { Description = "Also those that Rpm:Registry:AutoEnrol made of simulated devices: no name, no medical record number" };
        var json = new Option<bool>("--json") { Description = "The result as JSON" };
        var quiet = new Option<bool>("--quiet") { Description = "No progress" };
        var engine = new EngineOptions();
        var command = new Command("purge", "Erases the patients that seed made: readings, alerts, enrolments. Real patients are left alone.") { prefix, automatic };
        engine.AddTo(command);
        command.Add(json);
        command.Add(quiet);
        command.SetAction(async (parse, cancel) =>
        {
            var face = new Face(parse.InvocationConfiguration.Output, parse.InvocationConfiguration.Error, time, live, parse.GetValue(json), parse.GetValue(quiet));
            if (engine.Read(parse, out var wrong) is not { Url: { } url, Token: var token })
            {
                face.Complain(wrong ?? "Which engine? --token-file data/admin-token, and --url where it is not at http://127.0.0.1:8080.");
                return ExitCode.Usage;
            }

            if (parse.GetRequiredValue(prefix) is not { Length: > 0 } begin)
            {
                face.Complain("--device-prefix has at least one character.");
                return ExitCode.Usage;
            }

            using var client = new EngineClient(url, token, time);
            try
            {
                return await PurgeAsync(client, begin, parse.GetValue(automatic), face, time, cancel);
            }
            catch (EngineUnreachableException failure)
            {
                face.Complain(failure.Message);
                return ExitCode.Failed;
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return ExitCode.Interrupted;
            }
        });
        return command;
    }

    private static async Task<int> PurgeAsync(EngineClient client, string prefix, bool automatic, Face face, TimeProvider time, CancellationToken cancel)
    {
        var start = time.GetTimestamp();
        // Both signs: an id alone could be anybody's.
        var simulated = (await client.PatientsAsync(cancel))
            .Where(p => p.Id.StartsWith(prefix, StringComparison.Ordinal) && (p.Mrn?.StartsWith(SimulatedRegistry.Mark, StringComparison.Ordinal) == true || (automatic && p.IsNameless)))
            .Select(p => p.Id).ToList();
        var erased = 0;
        foreach (var part in simulated.Chunk(8))
        {
            erased += (await Task.WhenAll(part.Select(id => client.EraseAsync(id, "simulated patient, purged", cancel)))).Count(gone => gone);
            if (erased % 200 < 8)
            {
                face.Say(FormattableString.Invariant($"{erased} of {simulated.Count} patients"));
            }
        }

        var result = new SeedResult("purged", erased, 0, time.GetElapsedTime(start).TotalSeconds);
        face.Show(result, result.Lines());
        return ExitCode.Ok;
    }
}
