using System.Globalization;
using System.Text;
using Rpm.Ingest.Explanations;

namespace Rpm.Ingest.Replays;

/// <summary>A replay's result for people.</summary>
internal static class ReplayText
{
    private const int MostListed = 20;

    private static readonly string[] Priorities = ["high", "medium", "low"];
    private static readonly string[] Head = ["rule", "class", "priority", "alerts", "per patient-day", "median delay", "longest delay"];

    public static string Of(ReplayAnswer answer)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{answer.Source}: {answer.Readings} readings of {answer.Patients} patients, {answer.PatientDays} patient-days (local days with a reading)");
        text.AppendLine(CultureInfo.InvariantCulture, $"packs: {string.Join(", ", answer.Packs)}");
        text.AppendLine();
        Table(text, answer.Rules, answer.PatientDays);
        foreach (var priority in Priorities)
        {
            var count = answer.Alerts.Count(a => a.Priority == priority);
            text.AppendLine(CultureInfo.InvariantCulture, $"  of them {priority} at their highest: {count} ({Rate(count, answer.PatientDays)} per patient-day)");
        }

        if (answer.Compared is not { } compared)
        {
            return text.ToString();
        }

        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"compared with: {string.Join(", ", compared.Packs)}");
        text.AppendLine();
        Table(text, compared.Rules, answer.PatientDays);
        List(text, "added", compared.Added);
        List(text, "removed", compared.Removed);
        return text.ToString();
    }

    private static void Table(StringBuilder text, IReadOnlyList<ReplayRuleAnswer> rules, int days)
    {
        var rows = new List<string[]> { Head };
        rows.AddRange(rules.Select(r => new[]
        {
            $"{r.Pack}/{r.Rule}", r.Class, r.Priority, r.Alerts.ToString(CultureInfo.InvariantCulture), r.PerPatientDay.ToString("0.00", CultureInfo.InvariantCulture),
            Span(r.MedianDelaySeconds), Span(r.LongestDelaySeconds),
        }));
        var all = rules.Sum(r => r.Alerts);
        rows.Add(["all", "", "", all.ToString(CultureInfo.InvariantCulture), Rate(all, days), "", ""]);
        var widths = Enumerable.Range(0, rows[0].Length).Select(i => rows.Max(r => r[i].Length)).ToArray();
        foreach (var row in rows)
        {
            text.AppendLine("  " + string.Join("  ", row.Select((cell, i) => i is 0 or 1 or 2 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd());
        }
    }

    private static void List(StringBuilder text, string word, IReadOnlyList<ReplayAlertAnswer> alerts)
    {
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{word}: {alerts.Count} alerts");
        foreach (var alert in alerts.Take(MostListed))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {alert.Raised.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} {alert.Patient} {alert.Pack}/{alert.Rule} {alert.Priority}{(alert.Value is null ? "" : $" {alert.Value}")}");
        }

        if (alerts.Count > MostListed)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  … and {alerts.Count - MostListed} more (--json has them all)");
        }
    }

    private static string Rate(int count, int days) => (days == 0 ? 0 : (double)count / days).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Span(double? seconds) => seconds is { } known ? ExplanationText.Span(TimeSpan.FromSeconds(known)) : "";
}
