using Rpm.Rules.Alerts;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>What persons may do with alerts.</summary>
internal static class Actions
{
    /// <summary>The reason that resolves an alert while its condition holds.</summary>
    public const string WrongData = "wrong-data";

    private static readonly TimeSpan GoneAfter = TimeSpan.FromDays(1);

    public static AlertActionResult Apply(in Turn turn, AlertAction action)
    {
        if (string.IsNullOrWhiteSpace(action.By))
        {
            return AlertActionResult.Incomplete;
        }

        OpenAlert? found = null;
        foreach (var candidate in turn.State.Open)
        {
            found = candidate.Alert.Id == action.Alert ? candidate : found;
        }

        if (found is not { } open)
        {
            return AlertActionResult.NotFound;
        }

        switch (action.Kind)
        {
            case AlertActionKind.Acknowledge:
                return Acknowledge(turn, open, action);
            case AlertActionKind.Snooze:
                return Snooze(turn, open, action);
            case AlertActionKind.Resolve:
                return Resolve(turn, open, action);
            case AlertActionKind.Assign:
                turn.Change(open, AlertChangeKind.Assigned, open.Alert with { Assignee = action.Assignee }, action.By, action.Note);
                return AlertActionResult.Done;
            default:
                if (string.IsNullOrWhiteSpace(action.Note))
                {
                    return AlertActionResult.Incomplete;
                }

                turn.Change(open, AlertChangeKind.Commented, open.Alert, action.By, action.Note);
                return AlertActionResult.Done;
        }
    }

    private static AlertActionResult Acknowledge(in Turn turn, OpenAlert open, AlertAction action)
    {
        if (open.Alert.Acknowledged)
        {
            return AlertActionResult.NothingToDo;
        }

        (open.EscalateDue, open.RenotifyDue, open.ReviewDue) = (Instant.Max, Instant.Max, Instant.Max);
        var reack = turn.Plan.Find(open.Alert.Pack, open.Alert.Rule)?.Definition.Reack;
        open.ReackDue = open.Alert.Active && reack is { } span ? turn.Now + span : Instant.Max;
        turn.Change(
            open, AlertChangeKind.Acknowledged,
            open.Alert with { Acknowledged = true, AcknowledgedAt = turn.Now, AcknowledgedBy = action.By, Unanswered = false }, action.By, action.Note);
        turn.Forget(open);
        return AlertActionResult.Done;
    }

    private static AlertActionResult Snooze(in Turn turn, OpenAlert open, AlertAction action)
    {
        if (open.Alert.Critical)
        {
            return AlertActionResult.Critical;
        }

        if (action.Until is not { } until)
        {
            return AlertActionResult.Incomplete;
        }

        if (until <= turn.Now || until > turn.Now + SnoozeBounds.Longest(open.Alert.Priority))
        {
            return AlertActionResult.SnoozeOutOfBounds;
        }

        // Escalation waits with it and takes up again where the snooze ends.
        var after = until + TimeSpan.FromMilliseconds(1);
        open.EscalateDue = open.EscalateDue < until ? after : open.EscalateDue;
        open.RenotifyDue = open.RenotifyDue < until ? after : open.RenotifyDue;

        turn.Change(open, AlertChangeKind.Snoozed, open.Alert with { SnoozedUntil = until }, action.By, action.Note);
        return AlertActionResult.Done;
    }

    private static AlertActionResult Resolve(in Turn turn, OpenAlert open, AlertAction action)
    {
        if (string.IsNullOrWhiteSpace(action.Reason))
        {
            return AlertActionResult.Incomplete;
        }

        if (!open.Alert.Active)
        {
            return AlertActionResult.NothingToDo;
        }

        var rule = turn.Plan.Find(open.Alert.Pack, open.Alert.Rule);
        var current = rule is not null && rule.Hash == open.RuleHash;
        if (action.Reason != WrongData && current && Holds(turn, rule!, open.Alert.Test))
        {
            return AlertActionResult.ConditionHolds;
        }

        if (rule is not null)
        {
            turn.State.SetActive(PatientState.Slot(rule, open.Alert.Test), null);
            StartAnew(turn, rule, open.Alert.Test);
        }

        var alert = open.Alert with
        {
            Resolution = action.Reason,
            Acknowledged = true,
            AcknowledgedAt = open.Alert.AcknowledgedAt ?? turn.Now,
            AcknowledgedBy = open.Alert.AcknowledgedBy ?? action.By,
        };
        turn.Close(open, AlertChangeKind.ResolvedByPerson, alert, action.By, action.Note);
        return AlertActionResult.Done;
    }

    private static bool Holds(in Turn turn, CompiledRule rule, bool test)
    {
        if (rule.Definition.Silence is not null)
        {
            return true;
        }

        foreach (var series in turn.State.AllSeries)
        {
            var place = turn.Plan.PlaceOf(rule.Index, series.Kind);
            if (place < 0 || series.Test != test)
            {
                continue;
            }

            if (rule.Definition.Scored ? ScoreHolds(turn, series, rule) : series.Progress(place).Active && !IsGone(turn, series, rule))
            {
                return true;
            }
        }

        return false;
    }

    // Of a device that is no longer there nothing can clear a finding: then a person may.
    private static bool IsGone(in Turn turn, Series series, CompiledRule rule) =>
        rule.Definition.Class == AlertClass.Technical && series.Count > 0 && turn.Now - series[series.Count - 1].Received > GoneAfter;

    // No score clears by itself: it holds for as long as the newest says so and is fresh.
    private static bool ScoreHolds(in Turn turn, Series series, CompiledRule rule) =>
        series.Count > 0 && turn.Now - series[series.Count - 1].Time <= Scores.Freshness
        && rule.Condition.Evaluate(series.On(turn, in series[series.Count - 1], series.Windows)) == Language.Truth.True;

    // What was resolved is not judged again: the next breach is a new alert.
    private static void StartAnew(in Turn turn, CompiledRule rule, bool test)
    {
        foreach (var series in turn.State.AllSeries)
        {
            var place = turn.Plan.PlaceOf(rule.Index, series.Kind);
            if (place >= 0 && series.Test == test)
            {
                series.StartAnew(place, turn.State.Position);
            }
        }
    }
}
