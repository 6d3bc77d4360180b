using System.Globalization;
using System.Net;
using System.Text;

namespace Rpm.DeviceSim.Reports;

/// <summary>Reports as a page of one file: no script, no font, no request leaves the machine; light and dark as the reader's system is.</summary>
internal static class ReportHtml
{
    /// <summary>One run, or the sum of several.</summary>
    public static string Page(RunReport r)
    {
        var body = new StringBuilder();
        body.Append(Text($"<h1>Load report</h1>\n<p>{When(r)} · {E(r.Target.Broker)} · MQTT {E(r.Target.Mqtt)}, QoS {r.Target.Qos}, {E(r.Target.Format)} · {r.Target.Devices} devices over {r.Target.Connections} connections{(r.Generator.Generators > 1 ? Text($" of {r.Generator.Generators} generators") : "")}</p>\n"));
        body.Append(Verdict(r));
        body.Append("<div class=\"tiles\">");
        Tile(body, "rate", Text($"{ReportComparison.Number(Math.Round(r.Publish.PerSecond))}/s"), r.TargetRate is { } rate ? Text($"of {ReportComparison.Number(Math.Round(rate))}/s wanted") : "each device at its own interval");
        Tile(body, "acknowledged", r.Target.Qos == 0 ? "–" : Text($"{(r.Publish.Frames == 0 ? 100 : 100.0 * r.Publish.Acknowledged / r.Publish.Frames):0.##} %"), Text($"of {r.Publish.Frames} messages"));
        Tile(body, "p99 to the PUBACK", r.Latency is { } l ? Text($"{l.P99:0.##} ms") : "–", r.Latency is { } m ? Text($"p50 {m.P50:0.##} ms, max {m.Max:0.##} ms") : "nothing measured");
        Tile(body, "p99 to the alert", r.Alerts.Latency is { } a ? Text($"{a.P99:0.##} ms") : "–", Text($"{r.Alerts.Raised} alerts raised"));
        body.Append("</div>\n").Append(Charts(r));
        body.Append("<h2>Everything</h2>\n<pre>");
        foreach (var line in ReportText.Lines(r))
        {
            body.Append(E(line)).Append('\n');
        }

        return Frame("Load report", body.Append("</pre>\n").ToString());
    }

    /// <summary>Two runs side by side.</summary>
    public static string Page(RunReport a, RunReport b)
    {
        var body = new StringBuilder();
        body.Append(Text($"<h1>Two load reports</h1>\n<p>First: {When(a)}, <code>{E(a.Command)}</code><br>Second: {When(b)}, <code>{E(b.Command)}</code></p>\n"));
        body.Append("<table><thead><tr><th></th><th>first</th><th>second</th><th>change</th><th></th></tr></thead><tbody>\n");
        foreach (var row in ReportComparison.Of(a, b).Where(r => r.First is not null || r.Second is not null))
        {
            var change = row.ChangePercent is { } percent ? Text($"{percent:+0.0;-0.0;0.0} %") : "";
            body.Append(Text($"<tr><th>{E(row.Name)}{(row.Unit.Length > 0 ? ", " + E(row.Unit) : "")}</th><td>{ReportComparison.Number(row.First)}</td><td>{ReportComparison.Number(row.Second)}</td><td>{change}</td><td class=\"{row.Verdict}\">{(row.Verdict == "same" ? "" : row.Verdict)}</td></tr>\n"));
        }

        body.Append("</tbody></table>\n");
        body.Append(Curve("Latency to the PUBACK by percentile", ("first", "one", a.Latency), ("second", "two", b.Latency)));
        body.Append(Curve("Latency to the alert by percentile", ("first", "one", a.Alerts.Latency), ("second", "two", b.Alerts.Latency)));
        body.Append("<h2>First</h2>\n").Append(Charts(a)).Append("<h2>Second</h2>\n").Append(Charts(b));
        return Frame("Two load reports", body.ToString());
    }

    private static string Verdict(RunReport r)
    {
        var notes = new List<string>();
        if (r.Failure is not null)
        {
            notes.Add(r.Failure);
        }

        if (r.Publish.Unsent > 0)
        {
            notes.Add(Text($"{r.Publish.Unsent} messages were due and not sent: the target did not take them in time."));
        }

        if (r.Target.Qos > 0 && r.Publish.Acknowledged < r.Publish.Frames)
        {
            notes.Add(Text($"{r.Publish.Frames - r.Publish.Acknowledged} messages were not acknowledged."));
        }

        if (r.Engine is { Holds: false })
        {
            notes.Add("The engine's counts do not add up.");
        }

        notes.AddRange(r.Thresholds.Where(t => t.Missed).Select(t => $"{t.Name} {t.Limit} missed: {t.Value}."));
        notes.AddRange(r.Alerts.Verdicts.Where(v => v.Outcome is "missed" or "false").Select(v => $"Alert {v.Outcome}: {v.Rule} of {v.Device}."));
        return notes.Count == 0
            ? "<p class=\"good\">✓ Everything that was due was sent and acknowledged; no limit was missed.</p>\n"
            : "<ul class=\"bad\">" + string.Concat(notes.Select(n => $"<li>✗ {E(n)}</li>")) + "</ul>\n";
    }

    private static string Charts(RunReport r)
    {
        if (r.Slices.Count == 0)
        {
            return "";
        }

        var began = r.Slices[0].At;
        double X(TimeSlice s) => s.At - began + s.Seconds / 2;
        var length = r.Slices[^1].At + r.Slices[^1].Seconds - began;
        var every = new[] { 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 86_400.0 }.First(s => length / s <= 10 || s >= 86_400);
        var ticks = Enumerable.Range(0, (int)(length / every) + 1).Select(i => (i * every, Time(i * every))).ToList();
        var lines = new List<ChartLine> { new(r.Target.Qos == 0 ? "sent" : "acknowledged", "one", [.. r.Slices.Select(s => (X(s), (double?)((r.Target.Qos == 0 ? s.Sent : s.Acknowledged) / s.Seconds)))]) };
        if (r.Slices.Any(s => s.Target is > 0))
        {
            lines.Add(new ChartLine("wanted", "wanted", [.. r.Slices.Select(s => (X(s), s.Target))]));
        }

        return SvgChart.Draw("Readings a second", "/s", lines, ticks)
            + SvgChart.Draw("Latency to the PUBACK over time", "ms",
                [new("p50", "one", [.. r.Slices.Select(s => (X(s), s.P50))]), new("p99", "two", [.. r.Slices.Select(s => (X(s), s.P99))])], ticks)
            + Curve("Latency by percentile", ("to the PUBACK", "one", r.Latency), ("to the alert", "two", r.Alerts.Latency));
    }

    // x = how many nines, so that the tail has room.
    private static string Curve(string title, params (string Name, string Style, LatencyReport? Latency)[] latencies)
    {
        double Nines(double percentile) => -Math.Log10(1 - percentile / 100);
        return SvgChart.Draw(title, "ms",
            [.. latencies.Where(l => l.Latency is not null).Select(l => new ChartLine(l.Name, l.Style, [.. LatencyShape.Curve(l.Latency!.Read()).Select(c => (Nines(c.Percentile), (double?)c.Milliseconds))]))],
            [.. new[] { 0, 50, 90, 99, 99.9, 99.99, 99.999 }.Select(p => (Nines(p), Text($"{p}%")))]);
    }

    private static void Tile(StringBuilder body, string name, string value, string below) =>
        body.Append(Text($"<div><h2>{E(name)}</h2><p class=\"big\">{E(value)}</p><p>{E(below)}</p></div>"));

    private static string Time(double seconds) => seconds switch
    {
        < 120 => Text($"{seconds:0} s"),
        < 7200 => Text($"{seconds / 60:0.#} min"),
        _ => Text($"{seconds / 3600:0.#} h"),
    };

    private static string When(RunReport r) => Text($"{r.Started:yyyy-MM-dd HH:mm:ss} UTC, {r.Seconds:0.#} s");

    private static string E(string text) => WebUtility.HtmlEncode(text);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Frame(string title, string body) => $$"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>{{title}}</title>
        <style>
        :root { color-scheme: light dark; --back: #fff; --ink: #1b1f24; --soft: #59636e; --rule: #d8dee4; --one: #0860ca; --two: #b34700; --good: #116329; --bad: #a40e26; }
        @media (prefers-color-scheme: dark) { :root { --back: #0d1117; --ink: #e6edf3; --soft: #9198a1; --rule: #30363d; --one: #58a6ff; --two: #f0883e; --good: #56d364; --bad: #ff7b72; } }
        body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; background: var(--back); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: 1rem; }
        .tiles div { border: 1px solid var(--rule); border-radius: 8px; padding: .6rem 1rem; } .tiles h2 { margin: 0; font-size: .9rem; color: var(--soft); font-weight: 500; } .tiles p { margin: 0; color: var(--soft); }
        .tiles .big { font-size: 1.6rem; color: var(--ink); }
        .good, .better { color: var(--good); } .bad, .worse { color: var(--bad); } ul.bad { list-style: none; padding: 0; }
        figure { margin: 2rem 0 0; } figcaption { font-weight: 600; } svg { max-width: 100%; }
        path { fill: none; stroke-width: 2; } path.one { stroke: var(--one); } path.two { stroke: var(--two); stroke-dasharray: 7 3; } path.wanted { stroke: var(--soft); stroke-dasharray: 2 4; }
        line.grid { stroke: var(--rule); } text { fill: var(--soft); font-size: 12px; } text.y { text-anchor: end; } text.x, text.none { text-anchor: middle; }
        .legend { display: flex; gap: 1.5rem; list-style: none; padding: 0; margin: .3rem 0 0; color: var(--soft); }
        table { border-collapse: collapse; } th, td { padding: .2rem .8rem; border-bottom: 1px solid var(--rule); text-align: right; font-variant-numeric: tabular-nums; } tbody th { text-align: left; font-weight: 400; }
        pre { overflow-x: auto; border: 1px solid var(--rule); border-radius: 8px; padding: 1rem; font-size: 13px; } code { overflow-wrap: anywhere; }
        </style>
        </head>
        <body>
        {{body}}</body>
        </html>

        """;
}
