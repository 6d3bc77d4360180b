using System.Globalization;
using System.Runtime.InteropServices;

namespace Rpm.Bench.EndToEnd;

/// <summary>All measurements with what they were taken on.</summary>
internal sealed record Report(
    string Commit, DateTimeOffset At, string Machine, int Cores, string Runtime, BenchPlan Plan, IReadOnlyList<string> NotMeasured,
    IReadOnlyList<Measurement> Measurements)
{
    /// <summary>What this machine is.</summary>
    public static string ThisMachine =>
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GB";

    /// <summary>The table: the median of the rounds, and in brackets the lowest and the highest.</summary>
    public IEnumerable<string> Markdown()
    {
        yield return $"Commit {Commit}, {At:yyyy-MM-dd HH:mm}Z, {Machine}, {Cores} cores, .NET {Runtime}, {Plan.Rounds} rounds; generator and target share the cores: trust ratios, not numbers.";
        yield return "QoS 1, MQTT 3.1.1, readings of blood pressure, oximetry and CGM in turn over 5,000 devices. Median (lowest to highest).";
        yield return "Latency from the scheduled send to the PUBACK at half of the rate reached, generator's tick of 1 ms included.";
        yield return "";
        yield return "| target | connections | publish to PUBACK /s | until every follower caught up /s | CPU ms per 1,000 | p50 ms | p99 ms | at /s |";
        yield return "|---|---|---|---|---|---|---|---|";
        foreach (var group in Measurements.GroupBy(m => (m.Connections, m.Target)).OrderByDescending(g => g.Key.Connections))
        {
            yield return $"| {group.Key.Target} | {group.Key.Connections} | {Cell(group.Select(m => m.AcknowledgedPerSecond), "n0")} | " +
                $"{(group.All(m => m.CaughtUpPerSecond is not null) ? Cell(group.Select(m => m.CaughtUpPerSecond!.Value), "n0") : "–")} | " +
                $"{Cell(group.Select(m => m.CpuMillisecondsPer1000), "f2")} | {Cell(group.Select(m => m.P50Milliseconds), "f2")} | " +
                $"{Cell(group.Select(m => m.P99Milliseconds), "f2")} | {Cell(group.Select(m => m.PacedPerSecond), "n0")} |";
        }

        foreach (var reason in NotMeasured)
        {
            yield return "";
            yield return $"Not measured: {reason}";
        }
    }

    private static string Cell(IEnumerable<double> values, string format)
    {
        var sorted = values.Order().ToList();
        var text = ((sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2).ToString(format, CultureInfo.InvariantCulture);
        return sorted.Count == 1 ? text
            : $"{text} ({sorted[0].ToString(format, CultureInfo.InvariantCulture)} to {sorted[^1].ToString(format, CultureInfo.InvariantCulture)})";
    }
}
