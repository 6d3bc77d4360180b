using System.Globalization;
using Rpm.DeviceSim.Terminal;

namespace Rpm.DeviceSim.Commands;

/// <summary>What a simulated run did.</summary>
/// <param name="TargetRate">Readings a second asked for; null = the sensors' own intervals.</param>
/// <param name="Alerts">Alerts of these devices that were raised while it ran.</param>
/// <param name="AlertLatency">From the scheduled time of the reading to the alert's arrival by MQTT, milliseconds.</param>
/// <param name="Histogram">PUBACK latencies: count up to so many milliseconds.</param>
internal sealed record LoadResult(
    int Devices, int Connections, int Seed, double? TargetRate, PublishSummary Publish, long Alerts, LatencySummary? AlertLatency,
    IReadOnlyDictionary<string, long> Histogram, bool ThresholdMissed, bool Interrupted, string CommandLine)
{
    /// <summary>The result for a person.</summary>
    public IEnumerable<string> Lines()
    {
        var target = TargetRate is { } rate ? Text($"{rate:f0}/s wanted") : "each at its own interval";
        yield return Text($"devices       {Devices} over {Connections} connections, {target}");
        foreach (var line in Publish.Lines())
        {
            yield return line;
        }

        yield return AlertLatency is { } a
            ? Text($"alerts        {Alerts} raised; ms from publish p50 {a.P50:f1}  p95 {a.P95:f1}  p99 {a.P99:f1}  max {a.Max:f1}")
            : Text($"alerts        {Alerts} raised");
        var most = Histogram.Count == 0 ? 0 : Histogram.Values.Max();
        foreach (var (upTo, count) in Histogram)
        {
            yield return Text($"{upTo,10} ms {new string('#', (int)Math.Ceiling(40.0 * count / Math.Max(1, most)))} {count}");
        }

        if (ThresholdMissed)
        {
            yield return "threshold     missed: p99 to the PUBACK is above --fail-p99";
        }

        yield return $"repeat        rpm-sim {CommandLine}{(CommandLine.Contains("--seed", StringComparison.Ordinal) ? "" : $" --seed {Seed}")}";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
