using System.CommandLine;
using System.Globalization;
using Rpm.DeviceSim.Terminal;
using Rpm.Telemetry;
using Rpm.Telemetry.Traces;
using Spectre.Console;

namespace Rpm.DeviceSim.Commands;

/// <summary><c>replay TRACE.csv</c>.</summary>
internal static class ReplayCommand
{
    public static Command Create(TimeProvider time, IAnsiConsole? live, string[] args)
    {
        var trace = new Argument<FileInfo>("trace") { Description = "The trace: source,subject,timestamp,metric,value,unit" };
        var speed = new Option<string>("--speed")
        {
            Description = "max, or how many times faster than recorded (1, 60, ...)",
            DefaultValueFactory = _ => "max",
        };
        var zone = new Option<string>("--zone")
        {
            Description = "IANA zone assumed for timestamps without offset",
            DefaultValueFactory = _ => "Europe/Copenhagen",
        };
        var shift = new Option<string>("--shift-to")
        {
            Description = "Where the newest row of each subject is put: now, none or an ISO 8601 time with offset",
            DefaultValueFactory = _ => "now",
        };
        var devicePrefix = new Option<string>("--device-prefix") { Description = "Beginning of every device id", DefaultValueFactory = _ => "" };
        var common = new CommonOptions();
        var command = new Command("replay", "Publishes a recording and accounts for every row of it.") { trace, speed, zone, shift, devicePrefix };
        common.AddTo(command);
        command.SetAction(async (parse, cancel) =>
        {
            var face = common.Face(parse, time, live);
            var now = Instant.From(time.GetUtcNow());
            if (!TryParseSpeed(parse.GetRequiredValue(speed), out var factor))
            {
                face.Complain("--speed is max or a number above 0.");
                return ExitCode.Usage;
            }

            if (!TimeZoneInfo.TryFindSystemTimeZoneById(parse.GetRequiredValue(zone), out var assumed))
            {
                face.Complain($"--zone {parse.GetRequiredValue(zone)} is not a known IANA zone.");
                return ExitCode.Usage;
            }

            if (!TraceShift.TryParse(parse.GetRequiredValue(shift), now, out var target))
            {
                face.Complain("--shift-to is now, none or an ISO 8601 time with offset, for example 2026-11-23T08:00:00+01:00.");
                return ExitCode.Usage;
            }

            var prefix = parse.GetRequiredValue(devicePrefix);
            if (DeviceNames.Safe(prefix) != prefix)
            {
                face.Complain("--device-prefix has only letters, digits, '-', '_' and '.'.");
                return ExitCode.Usage;
            }

            var file = parse.GetRequiredValue(trace);
            if (!file.Exists)
            {
                face.Complain($"{file.Name} does not exist.");
                return ExitCode.Usage;
            }

            using var reader = file.OpenText();
            if (TraceFile.Read(reader) is not { } rows)
            {
                face.Complain($"{file.Name} does not begin with {TraceFile.Header}");
                return ExitCode.Usage;
            }

            if (DeviceNames.Collisions(rows.Rows.Select(r => r.Subject)) is { Count: > 0 } same)
            {
                face.Complain($"Subjects that would become one device: {string.Join("; ", same)}.");
                return ExitCode.Usage;
            }

            var plan = new ReplayPlan
            {
                Name = file.Name,
                Trace = TraceJoin.Join(rows),
                Zone = assumed,
                Shift = target.Value,
                Speed = factor,
                TopicPrefix = common.Prefix(parse),
                DevicePrefix = prefix,
                Broker = common.Broker(parse),
                GiveUpAfter = common.GiveUpAfter(parse),
                CommandLine = string.Join(' ', args),
            };
            return await new Replay(plan, face, time).RunAsync(cancel);
        });
        return command;
    }

    private static bool TryParseSpeed(string text, out double? factor)
    {
        factor = null;
        if (text == "max")
        {
            return true;
        }

        var ok = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0;
        factor = number;
        return ok;
    }
}
