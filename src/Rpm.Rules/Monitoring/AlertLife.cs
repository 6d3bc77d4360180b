using Rpm.Rules.Alerts;
using Rpm.Rules.Language;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>What a judged reading does to the active alert of its rule.</summary>
internal static class AlertLife
{
    /// <summary>So many readings in a row must deny what raised the priority before it falls back.</summary>
    private const int DenialsToLower = 2;

    public static void Follow(
        in Turn turn, Series series, int place, CompiledRule rule, OpenAlert open, in Sample sample, Verdict verdict, bool confirmed, bool returned, bool mayClear)
    {
        var orphan = open.RuleHash != rule.Hash;
        if (verdict == Verdict.Breach)
        {
            turn.Interrupt(series, rule, sample.Time);
            var progress = series.Progress(place);
            if (!progress.Active)
            {
                return;
            }

            if (orphan || (open.Alert.Late && !sample.Late) || returned || (confirmed && !turn.Holds(rule, series)))
            {
                turn.Reraise(open, series, rule, progress, sample.Late);
            }

            Confirm(turn, rule, open, sample);
            Escalate(turn, series, rule, open, sample);
            return;
        }

        if (orphan || verdict == Verdict.Ignored)
        {
            return;
        }

        if (open.RepeatDue != Instant.Max && sample.Time > open.FirstBreach)
        {
            open.RepeatDue = Instant.Max;
            turn.State.Touch();
        }

        Escalate(turn, series, rule, open, sample);
        if (mayClear)
        {
            Clear(turn, series, place, rule, open);
        }
    }

    /// <summary>Raises the priority while the rule's second condition is true, and lets it fall back when it is not and somebody has seen it.</summary>
    public static void Escalate(in Turn turn, Series series, CompiledRule rule, OpenAlert open, in Sample sample)
    {
        if (rule.RaiseWhen is not { } condition || rule.Definition.Raise is not { } raise || sample.Late)
        {
            return;
        }

        // A reading put in between may say that it was worse; that it is better only the newest may say. Windows are those of the newest.
        var newest = Judging.IsNewest(series, sample);
        if (!newest && rule.Windows.Length > 0)
        {
            return;
        }

        var truth = condition.Evaluate(series.On(turn, in sample, series.Windows));
        if (truth == Truth.True)
        {
            open.Denials = 0;
            if (open.Alert.Priority < raise.To)
            {
                turn.RaisePriority(open, rule, raise.To, "the condition grew worse");
                open.Risen = true;
            }
        }
        else if (truth == Truth.False && newest && sample.Score.Parts == 0 && !rule.Questions(sample.Quality) && open.Risen && ++open.Denials >= DenialsToLower && open.Alert.Acknowledged)
        {
            // Never while nobody has acknowledged: what was urgent a minute ago is urgent until somebody knows.
            (open.Risen, open.Denials) = (false, 0);
            turn.LowerPriority(open, rule.Definition.Priority, "the condition eased");
        }
    }

    private static void Confirm(in Turn turn, CompiledRule rule, OpenAlert open, in Sample sample)
    {
        if (rule.Definition.Raise is { Apart: { } apart } raise && !sample.Late && open.Alert.Priority < raise.To
            && Math.Abs(sample.Time.UnixMilliseconds - open.FirstBreach.UnixMilliseconds) >= (long)apart.TotalMilliseconds
            && sample.Time != open.FirstBreach)
        {
            turn.RaisePriority(open, rule, raise.To, "confirmed by a second reading");
        }
    }

    private static void Clear(in Turn turn, Series series, int place, CompiledRule rule, OpenAlert open)
    {
        if (series.IndexOf(place) is not (var index and >= 0) || !series.Tracks[index].Current.Cleared(rule))
        {
            return;
        }

        // What one device reports of itself another knows nothing of.
        if (rule.Definition.Class == AlertClass.Technical && turn.Holds(rule, series))
        {
            return;
        }

        ref var progress = ref series.Tracks[index].Current;
        if (progress.ClearStart <= turn.LastBreach(rule, series.Test))
        {
            // Another device saw a breach after this run of good readings began: it must begin anew.
            progress.ClearCount = 0;
            return;
        }

        turn.Settle(rule, series);
        if (!rule.Definition.Latching)
        {
            turn.Resolve(open, rule, series.Test);
        }
    }
}
