using System.CommandLine;
using System.Globalization;
using Rpm.DeviceSim.Load;
using Rpm.DeviceSim.Reports;
using Rpm.DeviceSim.Terminal;
using Spectre.Console;

namespace Rpm.DeviceSim.Commands;

/// <summary><c>load</c>.</summary>
internal static class LoadCommand
{
    private static readonly TimeSpan DefaultLength = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DefaultP99 = TimeSpan.FromMilliseconds(100);

    public static Command Create(TimeProvider time, IAnsiConsole? live, string[] args)
    {
        var rate = new Option<double>("--rate") { Description = "Readings a second over all devices", DefaultValueFactory = _ => 1_000 };
        var ramp = new Option<string?>("--ramp") { Description = "The rate rises from 0 in this time, which is part of the duration" };
        var spike = new Option<string?>("--spike") { Description = "A higher rate for a while: 20000:10@30 = 20,000/s for 10 s from second 30 on" };
        var profile = new Option<string?>("--profile") { Description = "Any course: 0>5000:30,5000:2m,20000:10 = ramp, hold, spike; in place of --rate, --ramp, --spike, --duration" };
        var probes = new Option<int>("--probes") { Description = "Devices that raise an alert every 6 s, to measure how long it takes; 0 = none", DefaultValueFactory = _ => 5 };
        var findMax = new Option<bool>("--find-max") { Description = "Search the highest rate at which --fail-p99 (100ms) holds; --duration is then that of one trial (10 s)" };
        var options = new LoadOptions(devices: 1_000);
        var command = new Command("load", "Open-loop load: what is due is sent on schedule, whatever the answers do; latency counts from the schedule.")
        {
            rate, ramp, spike, profile, probes, findMax,
        };
        options.AddTo(command);
        command.SetAction(async (parse, cancel) =>
        {
            var face = options.Common.Face(parse, time, live);
            if (options.Read(parse, args, time, out var wrong) is not { } plan)
            {
                face.Complain(wrong!);
                return ExitCode.Usage;
            }

            // Load is no ward: calm readings, so that the only alerts are those of the probes.
            plan = plan with { Ward = plan.Ward with { Episodes = false, Artefacts = false }, Probes = Math.Max(0, parse.GetValue(probes)) };
            if (parse.GetValue(findMax))
            {
                return await FindAsync(plan, face, time, options.Out(parse), cancel);
            }

            if (Profile(parse.GetValue(rate), plan.Duration, parse.GetValue(ramp), parse.GetValue(spike), parse.GetValue(profile)) is not { } course)
            {
                face.Complain("The rate is a number above 0; --ramp a time within the duration; --spike RATE:LENGTH@TIME within it; --profile pieces like 0>5000:30,5000:2m.");
                return ExitCode.Usage;
            }

            plan = plan with { Rate = course, Duration = course.Length };
            return await RunOutcome.OfAsync(plan, face, time, options.Html(parse), options.Out(parse), cancel);
        });
        return command;
    }

    /// <summary>The course of the rate; null where the options contradict each other.</summary>
    internal static RateProfile? Profile(double rate, TimeSpan? duration, string? ramp, string? spike, string? profile)
    {
        if (profile is not null)
        {
            return RateProfile.TryParse(profile, out var parsed) ? parsed : null;
        }

        var (length, rise) = (duration ?? DefaultLength, TimeSpan.Zero);
        if (!(rate > 0) || !double.IsFinite(rate) || (ramp is not null && (!Spans.TryParse(ramp, out rise) || rise <= TimeSpan.Zero || rise >= length)))
        {
            return null;
        }

        List<RateSegment> segments = rise > TimeSpan.Zero ? [new(0, rate, rise)] : [];
        if (spike is null)
        {
            segments.Add(new(rate, rate, length - rise));
            return new RateProfile(segments);
        }

        var parts = spike.Split(':', '@');
        if (parts.Length != 3 || !double.TryParse(parts[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var high) || !(high > 0)
            || !Spans.TryParse(parts[1], out var wide) || wide <= TimeSpan.Zero || !Spans.TryParse(parts[2], out var at) || at < rise || at + wide > length)
        {
            return null;
        }

        foreach (var (perSecond, span) in new[] { (rate, at - rise), (high, wide), (rate, length - at - wide) })
        {
            if (span > TimeSpan.Zero)
            {
                segments.Add(new(perSecond, perSecond, span));
            }
        }

        return new RateProfile(segments);
    }

    private static async Task<int> FindAsync(LoadPlan plan, Face face, TimeProvider time, FileInfo? json, CancellationToken cancel)
    {
        if (plan.Qos == 0)
        {
            face.Complain("--find-max needs --qos 1: without answers nobody knows what was taken.");
            return ExitCode.Usage;
        }

        var found = await new FindMax(plan, plan.Duration ?? TimeSpan.FromSeconds(10), plan.Limits.P99 ?? DefaultP99, face, time).RunAsync(cancel);
        face.Show(found, found.Lines());
        ReportFiles.Write(json, () => System.Text.Json.JsonSerializer.Serialize(found, ReportJson.Options) + "\n");
        if (found.Failure is { } why)
        {
            face.Complain(why);
        }

        return found.Interrupted ? ExitCode.Interrupted : found.Failure is not null ? ExitCode.Failed : found.Rate is null ? ExitCode.ThresholdMissed : ExitCode.Ok;
    }
}
