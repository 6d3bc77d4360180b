using System.Globalization;

namespace Rpm.DeviceSim.Reports;

/// <summary>A report for a person at a terminal.</summary>
internal static class ReportText
{
    public static IEnumerable<string> Lines(RunReport r)
    {
        var p = r.Publish;
        yield return Text($"target        {r.Target.Broker}{(r.Target.Tls ? " (TLS)" : "")}, MQTT {r.Target.Mqtt}, QoS {r.Target.Qos}, {Format(r.Target)}, {r.Target.Devices} devices over {r.Target.Connections} connections{(r.Generator.Generators > 1 ? Text($" of {r.Generator.Generators} generators") : "")}");
        yield return Text($"published     {p.Readings} readings in {p.Frames} messages in {r.Seconds:f1} s{(p.Unsent > 0 ? Text($"; NOT SENT {p.Unsent}: the target did not take them in time") : "")}");
        yield return Text($"rate          {p.PerSecond:f0}/s {(r.Target.Qos == 0 ? "sent" : "acknowledged")}{(r.TargetRate is { } rate ? Text($" of {rate:f0}/s wanted ({100 * p.PerSecond / rate:f1} %)") : ", each device at its own interval")}");
        if (r.Target.Qos > 0)
        {
            var percent = p.Frames == 0 ? 100 : 100.0 * p.Acknowledged / p.Frames;
            yield return Text($"acknowledged  {p.Acknowledged} ({percent:f2} %), refused {p.Refused}, unacknowledged {p.Unacknowledged}");
        }

        if (p.Reconnects + p.Resent + p.Silent > 0)
        {
            yield return Text($"connection    {p.Reconnects} reconnects, {p.Resent} messages resent{(p.Silent > 0 ? Text($"; sensors silent {p.Silent} times") : "")}");
        }

        if (r.Latency is { } l)
        {
            yield return Text($"latency ms    p50 {l.P50:f2}  p95 {l.P95:f2}  p99 {l.P99:f2}  p99.9 {l.P999:f2}  max {l.Max:f2}  (scheduled to PUBACK)");
        }

        foreach (var line in Alerts(r.Alerts))
        {
            yield return line;
        }

        foreach (var (reason, count) in p.Reasons)
        {
            yield return Text($"puback {reason}   {count}");
        }

        foreach (var (cause, count) in p.Drops)
        {
            yield return Text($"dropped       {count}: {cause}");
        }

        foreach (var (fault, count) in r.Faults)
        {
            yield return Text($"fault         {fault}: {count}");
        }

        yield return Text($"generator     {r.Generator.CpuSeconds:f1} s of CPU, {r.Generator.CpuMicrosecondsPerFrame:f2} µs a message{(r.Generator.SendLag is { } lag ? Text($"; behind its schedule ms p50 {lag.P50:f2} p99 {lag.P99:f2} max {lag.Max:f2}") : "")}");
        foreach (var line in r.Engine?.Lines() ?? [])
        {
            yield return line;
        }

        if (r is { Engine: { } account, Target.Qos: 0 })
        {
            yield return Text($"              QoS 0: {account.Received} of {p.Readings} readings sent arrived, where nobody else was sending");
        }

        if (r.Latency is { } latency)
        {
            foreach (var line in Histogram(latency))
            {
                yield return line;
            }
        }

        foreach (var t in r.Thresholds)
        {
            yield return $"threshold     {t.Name} {t.Limit}: {t.Value}, {(t.Missed ? "MISSED" : "met")}";
        }

        if (r.Interrupted)
        {
            yield return "interrupted   what was in flight was drained";
        }

        yield return $"repeat        {r.Command}";
    }

    private static string Format(RunTarget target) => target.Batch > 1 ? Text($"{target.Format} of {target.Batch}") : target.Format;

    private static IEnumerable<string> Alerts(AlertReport alerts)
    {
        yield return alerts.Latency is { } a
            ? Text($"alerts        {alerts.Raised} raised; ms from the reading's time p50 {a.P50:f1}  p95 {a.P95:f1}  p99 {a.P99:f1}  max {a.Max:f1}")
            : Text($"alerts        {alerts.Raised} raised");
        if (!alerts.Listened)
        {
            yield return "              NOT LISTENED throughout: alerts were not heard";
        }

        foreach (var v in alerts.Verdicts)
        {
            var when = v.From is { } from && v.By is { } by ? Text($"expected {from:f0} to {by:f0} s") : "expected by no scenario";
            yield return Text($"  {v.Outcome.ToUpperInvariant(),-8} {v.Device} {v.Rule} {v.Priority}: {when}{(v.At is { } at ? Text($", came at {at:f1} s") : "")}");
        }

        if (alerts.Verdicts.Count > 0)
        {
            yield return Text($"scenarios     {alerts.Verdicts.Count(v => v.Outcome == "raised")} raised as expected, {alerts.Missed} missed, {alerts.False} false");
        }
    }

    private static IEnumerable<string> Histogram(LatencyReport latency)
    {
        var parts = LatencyShape.Doublings(latency.Read());
        var most = Math.Max(1, parts.Max(p => p.Count));
        return parts.Select(p => Text($"{p.UpToMilliseconds,10:0.##} ms {new string('#', (int)Math.Ceiling(40.0 * p.Count / most))} {p.Count}"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
