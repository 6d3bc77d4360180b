using System.CommandLine;
using Rpm.DeviceSim.Engines;
using Rpm.DeviceSim.Scenarios;
using Rpm.DeviceSim.Terminal;
using Rpm.DeviceSim.Wards;
using Spectre.Console;

namespace Rpm.DeviceSim.Commands;

/// <summary><c>seed</c>: enrols the virtual ward over the API.</summary>
internal static class SeedCommand
{
    private const int AtOnce = 500;
    private const int MostGenerations = 1_000;

    public static Command Create(TimeProvider time, IAnsiConsole? live)
    {
        var devices = new Option<int>("--devices") { Description = "How many devices, as of run and load", DefaultValueFactory = _ => 12 };
        var probes = new Option<int>("--probes") { Description = "How many probes, as of load", DefaultValueFactory = _ => 5 };
        var seed = new Option<int>("--seed") { Description = "As of run and load", DefaultValueFactory = _ => 1 };
        var prefix = new Option<string>("--device-prefix") { Description = "Beginning of every id", DefaultValueFactory = _ => "sim-" };
        var json = new Option<bool>("--json") { Description = "The result as JSON" };
        var quiet = new Option<bool>("--quiet") { Description = "No progress" };
        var engine = new EngineOptions();
        var command = new Command("seed", "Registers the simulated patients and devices and enrols them, scenarios and probes included.") { devices, probes, seed, prefix };
        engine.AddTo(command);
        command.Add(json);
        command.Add(quiet);
        command.SetAction(async (parse, cancel) =>
        {
            var face = new Face(parse.InvocationConfiguration.Output, parse.InvocationConfiguration.Error, time, live, parse.GetValue(json), parse.GetValue(quiet));
            var (count, begin) = (parse.GetValue(devices), parse.GetRequiredValue(prefix));
            if (engine.Read(parse, out var wrong) is not { Url: { } url, Token: var token })
            {
                face.Complain(wrong ?? "Which engine? --token-file data/admin-token, and --url where it is not at http://127.0.0.1:8080.");
                return ExitCode.Usage;
            }

            if (count < 0 || parse.GetValue(probes) < 0 || begin.Length == 0 || Rpm.Telemetry.Traces.DeviceNames.Safe(begin) != begin)
            {
                face.Complain("--devices and --probes are numbers from 0; --device-prefix has letters, digits, '-', '_' and '.'.");
                return ExitCode.Usage;
            }

            var script = new WardScript(new WardOptions { Patients = count, Seed = parse.GetValue(seed), IdPrefix = begin, Scenarios = ScenarioCatalogue.All });
            var wanted = script.Sensors.Take(count + ScenarioCatalogue.All.Count).Select(s => s.Device.Id).ToHashSet(StringComparer.Ordinal);
            List<WardPatient> patients =
            [
                .. script.Patients.Select(p => p with { Devices = [.. p.Devices.Where(d => wanted.Contains(d.Id))] }).Where(p => p.Devices.Count > 0),
                .. ProbeWard.Patients(begin, parse.GetValue(probes)),
            ];
            using var client = new EngineClient(url, token, time);
            try
            {
                return await SeedAsync(client, patients, face, time, cancel);
            }
            catch (EngineUnreachableException failure)
            {
                face.Complain(failure.Message);
                if (failure.Message.Contains("claims readings of the same time", StringComparison.Ordinal))
                {
                    face.Complain("Those devices are enrolled already. Where Rpm:Registry:AutoEnrol did it, 'purge --auto-enrolled' takes it back.");
                }

                return ExitCode.Failed;
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return ExitCode.Interrupted;
            }
        });
        return command;
    }

    private static async Task<int> SeedAsync(EngineClient client, List<WardPatient> patients, Face face, TimeProvider time, CancellationToken cancel)
    {
        var start = time.GetTimestamp();
        var generation = 1;
        while (generation < MostGenerations && await client.IsErasedAsync(SimulatedRegistry.IdOf(patients[0], generation), cancel))
        {
            generation++;
        }

        var ids = patients.Select(p => SimulatedRegistry.IdOf(p, generation)).ToHashSet(StringComparer.Ordinal);
        var real = (await client.PatientsAsync(cancel)).FirstOrDefault(p => ids.Contains(p.Id) && p.Mrn?.StartsWith(SimulatedRegistry.Mark, StringComparison.Ordinal) != true);
        if (real.Id is not null)
        {
            face.Complain($"Patient {real.Id} is there and is not a simulated one (its medical record number does not begin with {SimulatedRegistry.Mark}). Nothing was changed: take another --device-prefix.");
            return ExitCode.Failed;
        }

        var done = 0;
        foreach (var part in patients.Chunk(AtOnce))
        {
            await client.ImportAsync(SimulatedRegistry.Write(part, generation), cancel);
            done += part.Length;
            face.Say(FormattableString.Invariant($"{done} of {patients.Count} patients"));
        }

        var result = new SeedResult("seeded", patients.Count, patients.Sum(p => p.Devices.Count), time.GetElapsedTime(start).TotalSeconds);
        face.Show(result, result.Lines());
        return ExitCode.Ok;
    }
}
