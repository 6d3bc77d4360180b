using System.CommandLine;
using Rpm.DeviceSim.Reports;
using Rpm.DeviceSim.Terminal;

namespace Rpm.DeviceSim.Commands;

/// <summary><c>report FILE FILE…</c>.</summary>
internal static class ReportCommand
{
    public static Command Create(TimeProvider time)
    {
        var files = new Argument<FileInfo[]>("files") { Description = "Reports that run or load wrote with --out", Arity = ArgumentArity.OneOrMore };
        var compare = new Option<bool>("--compare") { Description = "Set two side by side instead of adding them up" };
        var html = new Option<FileInfo?>("--html") { Description = "Also write a page" };
        var output = new Option<FileInfo?>("--out") { Description = "Also write the sum as JSON" };
        var json = new Option<bool>("--json") { Description = "The result as JSON" };
        var command = new Command("report", "Shows a report, adds up those of several generators, or compares two.") { files, compare, html, output, json };
        command.SetAction(parse =>
        {
            var face = new Face(parse.InvocationConfiguration.Output, parse.InvocationConfiguration.Error, time, null, parse.GetValue(json), quiet: false);
            var reports = new List<RunReport>();
            foreach (var file in parse.GetRequiredValue(files))
            {
                if (!file.Exists)
                {
                    face.Complain($"{file} does not exist.");
                    return ExitCode.Usage;
                }

                if (ReportJson.Read(File.ReadAllText(file.FullName), out var wrong) is not { } report)
                {
                    face.Complain($"{file} {wrong}.");
                    return ExitCode.Usage;
                }

                reports.Add(report);
            }

            if (parse.GetValue(compare))
            {
                if (reports.Count != 2)
                {
                    face.Complain("--compare takes two reports.");
                    return ExitCode.Usage;
                }

                var rows = ReportComparison.Of(reports[0], reports[1]);
                face.Show(rows, ReportComparison.Lines(rows, reports[0], reports[1]));
                ReportFiles.Write(parse.GetValue(html), () => ReportHtml.Page(reports[0], reports[1]));
                return ExitCode.Ok;
            }

            var sum = ReportMerge.Of(reports);
            face.Show(sum, ReportText.Lines(sum));
            ReportFiles.Write(sum, parse.GetValue(html), parse.GetValue(output));
            return sum.IsFailed ? ExitCode.Failed : sum.MissedAny ? ExitCode.ThresholdMissed : ExitCode.Ok;
        });
        return command;
    }
}
