using System.Globalization;
using Rpm.Ingest.Alerts;
using Rpm.Ingest.Registry;
using Rpm.Ingest.TimeSeries;
using Rpm.Rules.Alerts;
using Rpm.Rules.Replay;
using Rpm.Telemetry;

namespace Rpm.Ingest.Explanations;

/// <summary>Puts a case and its derivation together.</summary>
internal static class ExplanationWriter
{
    private const string Refused = "refused(";
    private const int Before = 5;
    private const int MostListed = 80;

    /// <param name="from">Where the readings begin.</param>
    /// <param name="start">The oldest reading that the alert names.</param>
    public static AlertExplanation Write(AlertCase @case, Instant from, Instant start)
    {
        var (first, last) = (@case.First, @case.Last);
        var obstacle = Obstacle(@case);
        var derivation = obstacle is null ? AlertDerivation.Run(@case, from) : null;
        IReadOnlyList<string> differences = derivation is null ? [$"it cannot be derived again: {obstacle}"] : AlertDifferences.Between(@case.Versions, derivation.Changes);
        var breach = derivation?.FirstBreach ?? (first.Evidence.Count > 0 ? start : null);
        var newest = first.Evidence.Count > 0 ? first.Evidence.Max(e => e.Time) : (Instant?)null;
        var listed = Listed(@case, derivation, breach ?? start, out var leftOut);
        var explanation = new AlertExplanation(
            first.Id, first.Patient, first.Device, last.Active ? "active" : "resolved", AlertWords.Of(last.Priority),
            new ExplainedRule(
                first.Pack, @case.Kept?.Version, first.PackHash, first.Rule, first.Title,
                @case.Kept is null ? [] : [.. RuleText.Of(@case.Kept.Yaml, first.Rule).Select(l => new ExplainedKey(l.Key, l.Value))]),
            [.. first.Limits.Select(l => Origin(l, @case, derivation?.Patient))],
            breach?.ToDateTimeOffset(), newest - breach is { } held ? held.TotalSeconds : null, Raised(first, newest, breach), Cleared(last, listed),
            listed, leftOut, differences.Count == 0, differences, []);
        return explanation with { Words = ExplanationText.Lines(explanation, @case) };
    }

    private static string? Obstacle(AlertCase @case)
    {
        if (@case.Kept is null)
        {
            return "the pack is not kept under its hash";
        }

        if (@case.Pack is null)
        {
            return "this engine does not load the pack that raised it any more";
        }

        if (@case.First.Version != 1)
        {
            return string.Create(CultureInfo.InvariantCulture, $"its changes before version {@case.First.Version} are no longer kept");
        }

        return RuleText.Of(@case.Kept.Yaml, @case.First.Rule).Any(t => t.Key == "when" && t.Value.Contains(Refused, StringComparison.Ordinal))
            ? "it rests on readings that were refused, and those are in quarantine, not among the stored ones"
            : null;
    }

    private static List<ExplainedReading> Listed(AlertCase @case, AlertDerivation? derivation, Instant breach, out int leftOut)
    {
        var end = @case.Last.Resolved ?? @case.Last.History[^1].At;
        var ordered = @case.Readings.Where(r => r.Received <= end).OrderBy(r => r.Reading.Time).ThenBy(r => r.Position).ToList();
        var at = ordered.FindIndex(r => r.Reading.Time >= breach);
        var around = ordered.Skip(Math.Max(0, (at < 0 ? ordered.Count : at) - Before)).ToList();
        leftOut = Math.Max(0, around.Count - MostListed);
        if (leftOut > 0)
        {
            around.RemoveRange(MostListed / 2, leftOut);
        }

        var evidence = @case.Versions.SelectMany(v => v.Evidence).Select(e => e.Position).ToHashSet();
        return around.ConvertAll(r => Reading(r, evidence.Contains(r.Position), derivation?.ByReading.GetValueOrDefault(r.Position) ?? []));
    }

    private static ExplainedReading Reading(StoredReading stored, bool evidence, List<AlertChangeKind> changes)
    {
        var reading = stored.Reading;
        var values = Enumerable.Range(0, reading.Values.Count).Select(i => reading.Values[i]).Select(v => $"{AlertWords.Of(v.Measure)} {v.Quantity}");
        return new ExplainedReading(
            stored.Position, reading.Time.ToDateTimeOffset(), stored.Received.ToDateTimeOffset(), reading.Device, AlertWords.Of(reading.Kind), string.Join(", ", values),
            [.. AlertWords.Of(reading.Quality)], Kinds.Of(reading.Kind).IsLate(reading.Time, stored.Received), stored.Withdrawal is not null, evidence,
            [.. changes.Select(AlertWords.Of)]);
    }

    private static LimitInForce Origin(AlertLimit limit, AlertCase @case, Patient? patient)
    {
        var parameter = @case.Pack?.Parameters.FirstOrDefault(p => p.Name == limit.Parameter);
        var value = limit.Value.ToString();
        if (!limit.PatientSpecific)
        {
            return new LimitInForce(limit.Parameter, value, "default", $"the pack's default ({parameter?.Source ?? "pack not kept"})");
        }

        if (patient?.Limits.GetValueOrDefault($"{@case.First.Pack}/{limit.Parameter}") is { } own)
        {
            var prescriber = own.Prescriber is { Length: > 0 } name ? $", prescribed by {name}" : "";
            return new LimitInForce(limit.Parameter, value, "patient", $"the patient's own, set to {own.Value} by {own.By} at {own.At}: {own.Reason}{prescriber}");
        }

        return parameter?.FromSpo2Target == true && patient?.Spo2Target is { } target
            ? new LimitInForce(limit.Parameter, value, "target", string.Create(CultureInfo.InvariantCulture, $"lower end of the saturation {target.Low}–{target.High} % prescribed by {target.Prescriber}"))
            : new LimitInForce(limit.Parameter, value, "patient", "the patient's own; who set it is not in the registry's history");
    }

    private static string Raised(Alert first, Instant? newest, Instant? breach)
    {
        if (first.Evidence.Count == 0)
        {
            return first.ReadingTime is { } seen ? $"no usable reading since {seen}" : "no reading raised it";
        }

        var held = newest - breach is { TotalSeconds: > 0 } span ? $", which held for {ExplanationText.Span(span)}" : "";
        return $"the condition began with the reading of {breach}{held}; raised at {first.Raised}, {ExplanationText.Span(first.Raised - newest!.Value)} after the newest of them was measured";
    }

    private static string? Cleared(Alert last, List<ExplainedReading> readings)
    {
        if (last.Active || last.Resolved is not { } resolved)
        {
            return null;
        }

        if (last.History.LastOrDefault(h => h.Change == AlertChangeKind.ResolvedByPerson) is { } person)
        {
            return $"{person.By} resolved it at {person.At}: {last.Resolution}";
        }

        return readings.FindLast(r => r.Changes.Contains(AlertWords.Of(AlertChangeKind.ResolvedByCondition))) is { } reading
            ? $"the reading of {Instant.From(reading.Time)} ({reading.Values}, {reading.Device}) at {resolved}"
            : $"its condition, at {resolved}";
    }
}
