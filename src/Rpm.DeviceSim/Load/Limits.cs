using System.Globalization;
using Rpm.DeviceSim.Reports;

namespace Rpm.DeviceSim.Load;

/// <summary>What a run is held to; null = nothing.</summary>
/// <param name="P99">Of the latency to the PUBACK.</param>
/// <param name="AlertP99">Of the latency to the alert.</param>
/// <param name="Rate">Part of the wanted rate that must be acknowledged, 0 to 1.</param>
internal sealed record Limits(TimeSpan? P99 = null, TimeSpan? AlertP99 = null, double? Rate = null)
{
    /// <summary>Holds results against the limits. Where nothing was measured, a limit is missed.</summary>
    public IReadOnlyList<Threshold> Check(LatencyReport? latency, LatencyReport? alerts, double perSecond, double? wanted)
    {
        var thresholds = new List<Threshold>();
        Add(thresholds, "--fail-p99", P99, latency);
        Add(thresholds, "--fail-alert-p99", AlertP99, alerts);
        if (Rate is { } least)
        {
            var reached = wanted is > 0 ? perSecond / wanted.Value : 0;
            thresholds.Add(new Threshold(
                "--fail-rate", Percent(least), wanted is > 0 ? Percent(reached) : "no rate was wanted", !(reached >= least)));
        }

        return thresholds;
    }

    private static void Add(List<Threshold> thresholds, string name, TimeSpan? limit, LatencyReport? measured)
    {
        if (limit is { } most)
        {
            thresholds.Add(new Threshold(
                name, Spans.Text(most), measured is null ? "nothing measured" : Spans.Text(TimeSpan.FromMilliseconds(measured.P99)),
                !(measured?.P99 <= most.TotalMilliseconds)));
        }
    }

    private static string Percent(double part) => string.Create(CultureInfo.InvariantCulture, $"{100 * part:0.#} %");
}
