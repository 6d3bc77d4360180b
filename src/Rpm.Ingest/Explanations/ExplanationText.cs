using System.Globalization;
using Rpm.Telemetry;

namespace Rpm.Ingest.Explanations;

/// <summary>An explanation for people, line by line.</summary>
internal static class ExplanationText
{
    public static IReadOnlyList<string> Lines(AlertExplanation explanation, AlertCase @case)
    {
        var (rule, last) = (explanation.Rule, @case.Last);
        var lines = new List<string>
        {
            $"{rule.Title} ({rule.Pack}/{rule.Rule}): {explanation.Priority}{(last.Critical ? ", critical" : "")}{(last.Late ? ", late" : "")}{(last.Questionable ? ", questionable" : "")}{(last.Test ? ", test" : "")}",
            $"patient {explanation.Patient}{(explanation.Device is null ? "" : $", device {explanation.Device}")}, alert {explanation.Alert}, {explanation.State}, {(last.Acknowledged ? $"acknowledged by {last.AcknowledgedBy} at {last.AcknowledgedAt}" : "unacknowledged")}",
            "",
            $"Rule, as written in pack {rule.Pack} {rule.Version ?? "(not kept)"}, hash {rule.Hash}:",
        };
        lines.AddRange(rule.Text.Select(t => $"  {t.Key}: {t.Text}"));
        lines.Add("");
        lines.Add(explanation.Limits.Count == 0 ? "The rule has no limit of a pack's parameter." : "Limits in force:");
        lines.AddRange(explanation.Limits.Select(l => $"  {l.Parameter} = {l.Value}: {l.Detail}"));
        lines.Add("");
        lines.Add("Readings (* = evidence):");
        for (var i = 0; i < explanation.Readings.Count; i++)
        {
            if (explanation.ReadingsLeftOut > 0 && i == explanation.Readings.Count / 2)
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"  … {explanation.ReadingsLeftOut} more …"));
            }

            lines.Add(Line(explanation.Readings[i]));
        }

        lines.Add("");
        lines.Add($"Raised: {explanation.Raised}.");
        if (explanation.Cleared is { } cleared)
        {
            lines.Add($"Cleared by {cleared}.");
        }

        lines.Add("History:");
        lines.AddRange(last.History.Select(h => $"  {h.At} {Alerts.AlertWords.Of(h.Change)} {Alerts.AlertWords.Of(h.Priority)}{(h.By is null ? "" : $" by {h.By}")}{(h.Note is null ? "" : $" ({h.Note})")}"));
        lines.Add("");
        lines.Add(explanation.Agrees ? "Derived again from rule, limits and readings: it is the stored alert." : "Derived again from rule, limits and readings: it is NOT the stored alert.");
        lines.AddRange(explanation.Differences.Select(d => $"  {d}"));
        return lines;
    }

    /// <summary>A span as people say it.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.###} s"),
        { TotalHours: < 3 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0.#} min"),
        { TotalDays: < 3 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0.#} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0.#} d"),
    };

    private static string Line(ExplainedReading reading)
    {
        var remarks = reading.Quality.Concat(reading.Late ? [$"late, arrived {Instant.From(reading.Received)}"] : []).Concat(reading.Withdrawn ? ["withdrawn since"] : []).ToList();
        var changed = reading.Changes.Count == 0 ? "" : $" -> {string.Join(", ", reading.Changes)}";
        return $"  {(reading.Evidence ? "*" : " ")} {Instant.From(reading.Time)} {reading.Device}: {(reading.Values.Length == 0 ? "no value" : reading.Values)}{(remarks.Count == 0 ? "" : $" ({string.Join(", ", remarks)})")}{changed}";
    }
}
