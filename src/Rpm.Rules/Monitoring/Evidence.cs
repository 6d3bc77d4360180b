using Rpm.Rules.Alerts;
using Rpm.Rules.Language;
using Rpm.Rules.Plans;
using Rpm.Rules.Windows;
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
    public static Alert Attach(in Turn turn, Alert alert, Series series, CompiledRule rule, in RuleProgress progress)
    {
        var evidence = new List<AlertEvidence>();
        CompareCondition? deciding = null;
        Quantity shown = default;
        var questionable = false;
        var last = Instant.Min;
        Window[] replayed = [.. series.BaseWindows.Select(w => w.Copy())];
        for (var i = 0; i < series.Count; i++)
        {
            ref var sample = ref series[i];
            series.Advance(replayed, turn, in sample);
            var judgement = series.On(turn, in sample, replayed);
            if (sample.Time < progress.ConfirmedStart || sample.Time > progress.LastBreach || !rule.Judges(sample.Quality)
                || RuleProgress.Judge(rule, judgement, out var soundOnly) != Truth.True)
            {
                continue;
            }

            judgement = soundOnly ? judgement.Sound() : judgement;
            deciding = rule.Condition.Deciding(judgement);
            if (deciding is not null && deciding.Term.TryGet(judgement, out var value))
            {
                shown = deciding.Term.Computed is null ? value : Quantities.Trimmed(value);
            }

            questionable |= rule.Questions(sample.Quality);
            last = sample.Time;
            if (series.Kind is Streams.Scores)
            {
                evidence.Clear();
                AddParts(turn, evidence, series.Test, sample.Time);
            }
            else if (series.Kind is not Streams.Intake && rule.LookBack == 0)
            {
                evidence.Add(Of(series, sample, deciding?.Term.Measure));
            }
        }

        if (rule.LookBack > 0)
        {
            AddLookBack(evidence, series, rule, deciding?.Term.Measure, last, ref questionable);
        }

        if (evidence.Count > Most)
        {
            evidence.RemoveRange(0, evidence.Count - Most);
        }

        return Complete(alert, series, rule, deciding, shown) with
        {
            ReadingTime = last == Instant.Min ? null : last,
            Questionable = questionable,
            Evidence = evidence,
        };
    }

    private static Alert Complete(Alert alert, Series series, CompiledRule rule, CompareCondition? deciding, Quantity shown) => alert with
    {
        Device = series.Kind is Streams.Scores ? null : series.Device,
        Kind = Streams.IsKind(series.Kind) ? series.Kind : null,
        Measure = deciding?.Term.Measure,
        Computed = deciding?.Term.Computed ?? (rule.Definition.Refused is null ? null : rule.Definition.When),
        Value = deciding is null ? null : shown,
        Limit = deciding?.LimitIn(shown.Unit),
        Limits = [.. rule.Limits.Select(l => new AlertLimit(l.Parameter, l.Value.In(shown.Unit) ?? l.Value.Quantities[0], l.PatientSpecific))],
    };

    private static AlertEvidence Of(Series series, in Sample sample, Measure? measure)
    {
        var value = default(Quantity);
        var known = measure is { } m && sample.Values.TryGet(m, out value);
        return new AlertEvidence(sample.Position, series.Device, series.Kind, sample.Time, sample.Ordinal, known ? measure : null, value, sample.Quality);
    }

    // A computed value rests on every reading of its window; those that are still kept are named.
    private static void AddLookBack(List<AlertEvidence> evidence, Series series, CompiledRule rule, Measure? measure, Instant last, ref bool questionable)
    {
        for (var i = 0; i < series.Count; i++)
        {
            ref var sample = ref series[i];
            if (sample.Time <= last && last.UnixMilliseconds - sample.Time.UnixMilliseconds <= rule.LookBack && rule.Judges(sample.Quality))
            {
                questionable |= rule.Questions(sample.Quality);
                evidence.Add(Of(series, sample, measure));
            }
        }
    }

    private static void AddParts(in Turn turn, List<AlertEvidence> evidence, bool test, Instant time)
    {
        foreach (var (series, place, measure, _) in Scores.Parts(turn, test, time))
        {
            evidence.Add(Of(series, series[place], measure));
        }
    }
}
