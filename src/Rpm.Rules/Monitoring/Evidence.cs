using Rpm.Rules.Alerts;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>Makes alerts, with the readings and limits that they rest on.</summary>
internal static class Evidence
{
    /// <summary>An alert keeps so many readings, the newest of those that raised it.</summary>
    public const int Most = 16;

    /// <summary>An alert of a rule, as yet without a reading.</summary>
    public static Alert Alert(in Turn turn, CompiledRule rule, string? device, bool test, long position, bool late) => new()
    {
        Id = AlertId.Of(turn.State.Patient, rule.Pack.Id, rule.Definition.Id, test, position),
        Version = 1,
        Patient = turn.State.Patient,
        Device = device,
        Rule = rule.Definition.Id,
        Pack = rule.Pack.Id,
        PackHash = rule.Pack.Hash,
        Title = rule.Definition.Title,
        Class = rule.Definition.Class,
        Priority = rule.Definition.Priority,
        Critical = rule.Definition.Critical,
        Late = late,
        Test = test,
        Active = true,
        Raised = turn.Now,
        Action = rule.Definition.Action,
        Evidence = [],
        Limits = [],
        History = [],
    };

    /// <summary>The alert with what the confirmed run has shown: its readings, the last of them as the value, and the limits in their unit.</summary>
    public static Alert Attach(Alert alert, Series series, CompiledRule rule, in RuleProgress progress)
    {
        var evidence = new List<AlertEvidence>();
        Quantity? limit = null;
        var questionable = false;
        var unit = Unit.None;
        for (var i = 0; i < series.Count; i++)
        {
            ref var sample = ref series[i];
            if (sample.Time < progress.ConfirmedStart || sample.Time > progress.LastBreach || !rule.Judges(sample.Quality)
                || rule.Condition.Evaluate(sample.Values, sample.Quality) != Language.Truth.True)
            {
                continue;
            }

            var deciding = rule.Condition.Deciding(sample.Values, sample.Quality);
            var value = default(Quantity);
            if (deciding is not null)
            {
                sample.Values.TryGet(deciding.Measure, out value);
                limit = deciding.LimitIn(value.Unit);
                unit = value.Unit;
            }

            questionable |= rule.Questions(sample.Quality);
            evidence.Add(new AlertEvidence(
                sample.Position, series.Device, series.Kind, sample.Time, sample.Ordinal, deciding?.Measure, value, sample.Quality));
        }

        if (evidence.Count > Most)
        {
            evidence.RemoveRange(0, evidence.Count - Most);
        }

        var newest = evidence.Count > 0 ? evidence[^1] : null;
        var decided = newest is { Measure: not null };
        return alert with
        {
            Device = series.Device,
            Kind = series.Kind,
            Measure = decided ? newest!.Measure : null,
            Value = decided ? newest!.Value : null,
            Limit = decided ? limit : null,
            ReadingTime = newest?.Time,
            Questionable = questionable,
            Evidence = evidence,
            Limits = [.. rule.Limits.Select(l => new AlertLimit(l.Parameter, l.Value.In(unit) ?? l.Value.Quantities[0], l.PatientSpecific))],
        };
    }
}
