using System.CommandLine;
using System.Globalization;
using Rpm.DeviceSim.Load;
using Rpm.DeviceSim.Scenarios;
using Rpm.DeviceSim.Terminal;
using Spectre.Console;

namespace Rpm.DeviceSim.Commands;

/// <summary><c>run</c>.</summary>
internal static class RunCommand
{
    public static Command Create(TimeProvider time, IAnsiConsole? live, string[] args)
    {
        var rate = new Option<double?>("--rate") { Description = "Readings a second over all devices; without it each device has its own interval" };
        var speed = new Option<double>("--speed") { Description = "How much faster than the clock the bodies live", DefaultValueFactory = _ => 1 };
        var calm = new Option<bool>("--calm") { Description = "Without episodes and artefacts: nothing that a rule should speak of" };
        var scenario = new Option<string[]>("--scenario")
        {
            Description = $"{string.Join(", ", ScenarioCatalogue.All.Select(s => s.Name))} or all: says which alerts must come and when, and exits 3 where one is missed or false",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        foreach (var option in new Option[] { rate, speed })
        {
            option.Validators.Add(result =>
            {
                if (result.Tokens.Count == 1 && !(double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var n) && n > 0 && double.IsFinite(n)))
                {
                    result.AddError($"{option.Name} is a number above 0.");
                }
            });
        }

        var options = new LoadOptions(devices: 12);
        var command = new Command("run", "Publishes simulated cuffs, oximeters and glucose sensors, marked as tests, until interrupted.") { rate, speed, calm, scenario };
        options.AddTo(command);
        command.SetAction(async (parse, cancel) =>
        {
            var face = options.Common.Face(parse, time, live);
            if (options.Read(parse, args, time, out var wrong) is not { } plan)
            {
                face.Complain(wrong!);
                return ExitCode.Usage;
            }

            var scenarios = new List<Scenario>();
            foreach (var name in parse.GetValue(scenario)!.SelectMany(s => s.Split(',')))
            {
                if (ScenarioCatalogue.Find(name) is not { } found)
                {
                    face.Complain($"--scenario {name} is not known. Known are {string.Join(", ", ScenarioCatalogue.All.Select(s => s.Name))} and all.");
                    return ExitCode.Usage;
                }

                scenarios.AddRange(found.Except(scenarios));
            }

            if (scenarios.Count > 0 && parse.GetValue(speed) > ScenarioCatalogue.MostSpeed)
            {
                face.Complain(string.Create(CultureInfo.InvariantCulture, $"--speed is at most {ScenarioCatalogue.MostSpeed} with a scenario: rules wait on the clock on the wall."));
                return ExitCode.Usage;
            }

            var quiet = parse.GetValue(calm) || scenarios.Count > 0;
            plan = plan with
            {
                Ward = plan.Ward with { Speed = parse.GetValue(speed), Episodes = !quiet, Artefacts = !quiet, Scenarios = scenarios },
                Connections = Math.Max(1, Math.Min(plan.Connections, plan.Devices + scenarios.Count)),
            };
            if (scenarios.Count > 0)
            {
                // Until the last of what is expected must have come.
                var length = scenarios.Max(s => s.Length / plan.Ward.Speed + s.Expected.Max(e => e.Hold)) + ScenarioJudge.Slack;
                plan = plan with { Duration = plan.Duration ?? length };
            }

            if (parse.GetValue(rate) is { } perSecond)
            {
                if (scenarios.Count > 0)
                {
                    face.Complain("--scenario and --rate do not go together: a scenario has its own pace. See --speed.");
                    return ExitCode.Usage;
                }

                plan = plan with { Rate = RateProfile.Even(perSecond, plan.Duration ?? TimeSpan.FromDays(365)) };
            }

            return await RunOutcome.OfAsync(plan, face, time, options.Html(parse), options.Out(parse), cancel);
        });
        return command;
    }
}
