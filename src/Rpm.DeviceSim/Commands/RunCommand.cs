using System.CommandLine;
using System.Globalization;
using Rpm.DeviceSim.Terminal;
using Rpm.DeviceSim.Wards;
using Spectre.Console;

namespace Rpm.DeviceSim.Commands;

/// <summary><c>run</c>.</summary>
internal static class RunCommand
{
    public static Command Create(TimeProvider time, IAnsiConsole? live, string[] args)
    {
        var devices = new Option<int>("--devices") { Description = "How many devices", DefaultValueFactory = _ => 12 };
        var rate = new Option<double?>("--rate") { Description = "Readings a second over all devices; without it each device has its own interval" };
        var connections = new Option<int>("--connections") { Description = "Over how many connections", DefaultValueFactory = _ => 1 };
        var seed = new Option<int>("--seed") { Description = "The same seed gives the same people and vital signs", DefaultValueFactory = _ => 1 };
        var speed = new Option<double>("--speed") { Description = "How much faster than the clock the bodies live", DefaultValueFactory = _ => 1 };
        var duration = new Option<double?>("--duration") { Description = "Stop after so many seconds; without it until interrupted" };
        var failP99 = new Option<string?>("--fail-p99") { Description = "Exit 3 where the 99th percentile to the PUBACK is above this, for example 20ms" };
        var calm = new Option<bool>("--calm") { Description = "Without the three episodes that raise alerts" };
        var idPrefix = new Option<string>("--device-prefix") { Description = "Beginning of every id", DefaultValueFactory = _ => "sim-" };
        foreach (var (option, least) in new (Option, double)[] { (devices, 1), (connections, 1), (rate, double.Epsilon), (speed, double.Epsilon), (duration, double.Epsilon) })
        {
            option.Validators.Add(result =>
            {
                if (result.Tokens.Count == 1 && !(double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var n) && n >= least && double.IsFinite(n)))
                {
                    result.AddError($"{option.Name} is a number {(least >= 1 ? "from 1" : "above 0")}.");
                }
            });
        }

        var common = new CommonOptions();
        var command = new Command("run", "Publishes simulated cuffs, oximeters and glucose sensors, marked as tests, until interrupted.")
        {
            devices, rate, connections, seed, speed, duration, failP99, calm, idPrefix,
        };
        common.AddTo(command);
        command.SetAction(async (parse, cancel) =>
        {
            var face = common.Face(parse, time, live);
            TimeSpan? threshold = null;
            if (parse.GetValue(failP99) is { } text && (threshold = Milliseconds(text)) is null)
            {
                face.Complain("--fail-p99 is a time in ms or s, for example 20ms.");
                return ExitCode.Usage;
            }

            var count = parse.GetValue(devices);
            var plan = new LoadPlan
            {
                // Two patients in four wear two devices: this many are enough.
                Ward = new WardOptions
                {
                    Broker = common.Broker(parse),
                    TopicPrefix = common.Prefix(parse),
                    Patients = count,
                    Seed = parse.GetValue(seed),
                    Speed = parse.GetValue(speed),
                    Episodes = !parse.GetValue(calm),
                    IdPrefix = parse.GetRequiredValue(idPrefix),
                },
                Devices = count,
                Rate = parse.GetValue(rate),
                Connections = Math.Min(count, parse.GetValue(connections)),
                Duration = parse.GetValue(duration) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                FailP99 = threshold,
                GiveUpAfter = common.GiveUpAfter(parse),
                CommandLine = string.Join(' ', args),
            };
            return await new LoadRun(plan, face, time).RunAsync(cancel);
        });
        return command;
    }

    private static TimeSpan? Milliseconds(string text)
    {
        var (digits, scale) = text.EndsWith("ms", StringComparison.Ordinal) ? (text[..^2], 1.0)
            : text.EndsWith('s') ? (text[..^1], 1000.0)
            : ("", 0);
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0
            ? TimeSpan.FromMilliseconds(number * scale)
            : null;
    }
}
