using Rpm.DeviceSim.Engines;
using Rpm.DeviceSim.Load;
using Rpm.DeviceSim.Reports;
using Rpm.DeviceSim.Terminal;

namespace Rpm.DeviceSim.Commands;

/// <summary>Runs a plan, shows and writes the report, and says with which code to exit.</summary>
internal static class RunOutcome
{
    public static async Task<int> OfAsync(LoadPlan plan, Face face, TimeProvider time, FileInfo? html, FileInfo? json, CancellationToken cancel)
    {
        RunReport report;
        try
        {
            report = await new LoadRun(plan, face, time).RunAsync(cancel);
        }
        catch (EngineUnreachableException failure)
        {
            face.Complain(failure.Message);
            return ExitCode.Failed;
        }
        catch (NotSupportedException failure)
        {
            face.Complain(failure.Message);
            return ExitCode.Usage;
        }

        face.Show(report, ReportText.Lines(report));
        if (report.Failure is { } why)
        {
            face.Complain(why);
        }

        ReportFiles.Write(report, html, json);
        return report.Interrupted ? ExitCode.Interrupted : report.IsFailed ? ExitCode.Failed : report.MissedAny ? ExitCode.ThresholdMissed : ExitCode.Ok;
    }
}
