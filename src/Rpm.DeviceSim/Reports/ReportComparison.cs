using System.Globalization;

namespace Rpm.DeviceSim.Reports;

/// <summary>Two runs side by side.</summary>
internal static class ReportComparison
{
    public static IReadOnlyList<ComparedValue> Of(RunReport a, RunReport b) =>
    [
        new("rate wanted", "/s", a.TargetRate, b.TargetRate, "neither"),
        new("rate reached", "/s", a.Publish.PerSecond, b.Publish.PerSecond, "higher"),
        new("readings", "", a.Publish.Readings, b.Publish.Readings, "neither"),
        new("not sent in time", "", a.Publish.Unsent, b.Publish.Unsent, "lower"),
        new("unacknowledged", "", a.Publish.Unacknowledged, b.Publish.Unacknowledged, "lower"),
        new("reconnects", "", a.Publish.Reconnects, b.Publish.Reconnects, "lower"),
        .. Latency("to the PUBACK", a.Latency, b.Latency),
        new("alerts raised", "", a.Alerts.Raised, b.Alerts.Raised, "neither"),
        .. Latency("to the alert", a.Alerts.Latency, b.Alerts.Latency),
        new("alerts missed", "", a.Alerts.Missed, b.Alerts.Missed, "lower"),
        new("alerts false", "", a.Alerts.False, b.Alerts.False, "lower"),
        new("generator behind its schedule, p99", "ms", a.Generator.SendLag?.P99, b.Generator.SendLag?.P99, "neither"),
        new("generator CPU a message", "µs", a.Generator.CpuMicrosecondsPerFrame, b.Generator.CpuMicrosecondsPerFrame, "neither"),
    ];

    /// <summary>For a person.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<ComparedValue> rows, RunReport a, RunReport b)
    {
        yield return $"first         {a.Command}";
        yield return $"second        {b.Command}";
        yield return string.Create(CultureInfo.InvariantCulture, $"{"",-36}{"first",14}{"second",14}{"change",10}");
        foreach (var row in rows.Where(r => r.First is not null || r.Second is not null))
        {
            var change = row.ChangePercent is { } percent ? string.Create(CultureInfo.InvariantCulture, $"{percent:+0.0;-0.0;0.0} %") : "";
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{row.Name + (row.Unit.Length > 0 ? ", " + row.Unit : ""),-36}{Number(row.First),14}{Number(row.Second),14}{change,10}{(row.Verdict == "same" ? "" : "  " + row.Verdict)}");
        }
    }

    internal static string Number(double? value) => value switch
    {
        null => "–",
        >= 1000 or <= -1000 => value.Value.ToString("n0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.##", CultureInfo.InvariantCulture),
    };

    private static IEnumerable<ComparedValue> Latency(string to, LatencyReport? a, LatencyReport? b) =>
    [
        new($"p50 {to}", "ms", a?.P50, b?.P50, "lower"),
        new($"p95 {to}", "ms", a?.P95, b?.P95, "lower"),
        new($"p99 {to}", "ms", a?.P99, b?.P99, "lower"),
        new($"p99.9 {to}", "ms", a?.P999, b?.P999, "lower"),
        new($"max {to}", "ms", a?.Max, b?.Max, "lower"),
    ];
}
