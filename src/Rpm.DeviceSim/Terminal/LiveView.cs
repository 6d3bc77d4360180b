using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Rpm.DeviceSim.Terminal;

/// <summary>Progress as a person sees it on a terminal.</summary>
internal static class LiveView
{
    private const string Bars = "▁▂▃▄▅▆▇█";
    private const int Width = 40;

    /// <summary>One line: for logs, and for what has no more to show.</summary>
    public static string Line(Progress p, TimeSpan elapsed)
    {
        if (p.Note is { } note)
        {
            return note;
        }

        elapsed = p.Elapsed ?? elapsed;
        var of = p.Total is { } total ? Text($" of {total}") : "";
        var rate = p.Rates is { Count: > 0 } rates ? rates[^1] : elapsed > TimeSpan.Zero ? p.Acknowledged / elapsed.TotalSeconds : 0;
        var wanted = p.TargetRate is { } target ? Text($" of {target:f0}/s") : "/s";
        var p99 = p.P99Milliseconds is { } ms ? Text($", p99 {ms:f1} ms") : "";
        var alerts = p.Alerts is { } raised ? Text($", alerts {raised}") : "";
        return Text($"{elapsed:hh\\:mm\\:ss} acknowledged {p.Acknowledged}{of}, in flight {p.Enqueued - p.Acknowledged - p.Refused}, refused {p.Refused}, reconnects {p.Reconnects}, {rate:f0}{wanted}{p99}{alerts}");
    }

    /// <summary>The picture that is drawn again and again.</summary>
    public static IRenderable Draw(Progress p, TimeSpan elapsed)
    {
        if (p.Rates is null || p.Note is not null)
        {
            return new Markup(Markup.Escape(Line(p, elapsed)));
        }

        elapsed = p.Elapsed ?? elapsed;
        var rows = new Grid().AddColumn().AddColumn();
        void Add(string name, string text, string style = "default") => rows.AddRow(new Markup($"[grey]{name}[/]"), new Markup($"[{style}]{Markup.Escape(text)}[/]"));
        var now = p.Rates.Count > 0 ? p.Rates[^1] : 0;
        Add("time", p.Length is { } length ? Text($"{elapsed:hh\\:mm\\:ss} of {length:hh\\:mm\\:ss}  {Bar(elapsed / length)}") : Text($"{elapsed:hh\\:mm\\:ss}  (Ctrl+C ends it)"));
        var behind = p.TargetRate is > 0 and { } wanted && now < wanted * 0.95 && p.Rates.Count > 1;
        Add("rate", Text($"{now,9:f0}/s{(p.TargetRate is { } target ? Text($" of {target:f0}/s wanted") : "")}"), behind ? "yellow" : "green");
        Add("", Spark(p.Rates), "blue");
        Add("latency", p.P99Milliseconds is { } p99 ? Text($"p50 {p.P50Milliseconds:f1} ms   p99 {p99:f1} ms   (last second, scheduled to PUBACK)") : "nothing acknowledged yet");
        Add("messages", Text($"{p.Acknowledged} acknowledged   {p.Enqueued - p.Acknowledged - p.Refused} in flight   {p.Refused} refused"), p.Refused > 0 ? "red" : "default");
        Add("connections", Text($"{p.Reconnects} reconnects"), p.Reconnects > 0 ? "yellow" : "default");
        if (p.Alerts is { } alerts)
        {
            Add("alerts", Text($"{alerts} raised"));
        }

        foreach (var (cause, count) in (p.Drops ?? new Dictionary<string, long>()).OrderByDescending(d => d.Value).Take(4))
        {
            Add("", Text($"{count} × {cause}"), "yellow");
        }

        return rows;
    }

    /// <summary>Numbers as a row of bars; the highest fills its place.</summary>
    public static string Spark(IReadOnlyList<double> values)
    {
        var most = values.Count == 0 ? 0 : values.Max();
        return string.Concat(values.Select(v => most <= 0 ? Bars[0] : Bars[(int)Math.Round(v / most * (Bars.Length - 1))]));
    }

    private static string Bar(double part)
    {
        var full = (int)(Math.Clamp(part, 0, 1) * Width);
        return new string('━', full) + new string('╌', Width - full);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
