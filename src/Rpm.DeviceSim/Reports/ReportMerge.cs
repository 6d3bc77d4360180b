using Rpm.DeviceSim.Engines;

namespace Rpm.DeviceSim.Reports;

/// <summary>Several generators' reports of one test as one.</summary>
internal static class ReportMerge
{
    /// <summary>Adds up; latencies by their histograms, so that percentiles are those of all messages together.</summary>
    public static RunReport Of(IReadOnlyList<RunReport> reports)
    {
        if (reports.Count == 1)
        {
            return reports[0];
        }

        var (first, started) = (reports[0], reports.Min(r => r.Started));
        var seconds = (reports.Max(r => r.Started.AddSeconds(r.Seconds)) - started).TotalSeconds;
        var p = reports.Select(r => r.Publish).ToList();
        var cpu = reports.Sum(r => r.Generator.CpuSeconds);
        var (frames, readings, acknowledged) = (p.Sum(x => x.Frames), p.Sum(x => x.Readings), p.Sum(x => x.AcknowledgedReadings));
        return first with
        {
            Command = string.Join(" ; ", reports.Select(r => r.Command).Distinct(StringComparer.Ordinal)),
            Started = started,
            Seconds = seconds,
            Target = first.Target with
            {
                Broker = Same(reports, r => r.Target.Broker),
                Mqtt = Same(reports, r => r.Target.Mqtt),
                Format = Same(reports, r => r.Target.Format),
                Qos = reports.Min(r => r.Target.Qos),
                Devices = reports.Sum(r => r.Target.Devices),
                Connections = reports.Sum(r => r.Target.Connections),
            },
            TargetRate = reports.All(r => r.TargetRate is null) ? null : reports.Sum(r => r.TargetRate ?? 0),
            Publish = new PublishReport(
                p.Sum(x => x.Due), frames, readings, p.Sum(x => x.Unsent), p.Sum(x => x.Silent), p.Sum(x => x.Acknowledged), acknowledged, p.Sum(x => x.Refused),
                p.Sum(x => x.Unacknowledged), p.Sum(x => x.Resent), p.Sum(x => x.Reconnects), reports.Sum(r => r.Publish.PerSecond),
                Sum(p.Select(x => x.Reasons)), Sum(p.Select(x => x.Drops))),
            Latency = LatencyReport.Sum(reports.Select(r => r.Latency)),
            Alerts = new AlertReport(
                reports.All(r => r.Alerts.Listened), reports.Sum(r => r.Alerts.Raised), LatencyReport.Sum(reports.Select(r => r.Alerts.Latency)),
                [.. reports.SelectMany(r => r.Alerts.Verdicts)]),
            Faults = Sum(reports.Select(r => r.Faults)),
            Generator = new GeneratorReport(
                reports.Sum(r => r.Generator.Generators), cpu, frames == 0 ? 0 : cpu * 1e6 / frames, LatencyReport.Sum(reports.Select(r => r.Generator.SendLag))),
            Engine = Account([.. reports.Select(r => r.Engine).OfType<EngineAccount>()], reports.Count),
            Thresholds = [.. reports.SelectMany(r => r.Thresholds)],
            Slices = Slices(reports),
            Interrupted = reports.Any(r => r.Interrupted),
            Failure = reports.Select(r => r.Failure).FirstOrDefault(f => f is not null),
        };
    }

    // They watched one engine: the counts before the first and after the last.
    private static EngineAccount? Account(IReadOnlyList<EngineAccount> accounts, int reports) => accounts.Count < reports
        ? null
        : new EngineAccount(
            accounts.MinBy(a => a.Before.Received)!.Before, accounts.MaxBy(a => a.After.Received)!.After, accounts.Sum(a => a.Acknowledged));

    // By the second in which they began, on the clock on the wall.
    private static List<TimeSlice> Slices(IReadOnlyList<RunReport> reports)
    {
        var length = reports.SelectMany(r => r.Slices).Select(s => s.Seconds).DefaultIfEmpty(1).Max();
        length = Math.Max(1, Math.Round(length));
        return
        [
            .. reports.SelectMany(r => r.Slices.GroupBy(s => Math.Floor(s.At / length)).Select(g => (g.Key, Slice: g.Aggregate(TimeSlice.Join))))
                .GroupBy(s => s.Key).OrderBy(g => g.Key).Select(g => g.Select(s => s.Slice).Aggregate(TimeSlice.Add)),
        ];
    }

    private static string Same(IReadOnlyList<RunReport> reports, Func<RunReport, string> member) =>
        string.Join("+", reports.Select(member).Distinct(StringComparer.Ordinal));

    private static SortedDictionary<string, long> Sum(IEnumerable<IReadOnlyDictionary<string, long>> counts) => new(
        counts.SelectMany(c => c).GroupBy(c => c.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(c => c.Value)), StringComparer.Ordinal);
}
