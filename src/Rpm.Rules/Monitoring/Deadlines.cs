using Rpm.Rules.Alerts;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>What happens by itself when time passes: each thing at its own deadline, in the order of the deadlines.</summary>
internal static class Deadlines
{
    /// <summary>Beyond this tier there is nobody left to tell.</summary>
    private const int LastTier = 3;

    public static Instant Next(RulePlan plan, PatientState state)
    {
        // Both may be too early and never too late: what is due is found anew when the time comes.
        var due = state.SilenceDue < state.Due ? state.SilenceDue : state.Due;
        return state.AnswerDue < due ? state.AnswerDue : due;
    }

    public static void Run(RulePlan plan, PatientState state, Instant now, List<AlertChange> changes, bool silence)
    {
        while (true)
        {
            var (silent, silentTest) = ((CompiledRule?)null, false);
            var silentDue = silence && state.SilenceDue <= now ? state.SilenceDue = Silences.Next(plan, state, out silent, out silentTest) : Instant.Max;
            var answerDue = state.AnswerDue <= now ? FindAnswerDue(plan, state, out var breached, out var place) : Find(out breached, out place);
            var due = state.Due;
            if (answerDue <= now && answerDue <= due && answerDue <= silentDue)
            {
                TakeAtItsWord(new Turn(plan, state, answerDue, changes), breached!, place);
                continue;
            }

            if ((due < silentDue ? due : silentDue) > now)
            {
                return;
            }

            if (silentDue < due)
            {
                Silences.Happen(new Turn(plan, state, silentDue, changes), silent!, silentTest);
            }
            else
            {
                Happen(new Turn(plan, state, due, changes));
            }
        }
    }

    /// <summary>
    /// An unconfirmed breach waits so long for the next judged reading. A further breach of the same run takes its place; one that came too late
    /// for that run does not put the wait off, nor does a reading put in between.
    /// </summary>
    public static void AwaitAnswer(in Turn turn, ref Track track, in Sample sample, bool breach, bool newest, TimeSpan span)
    {
        if (track.Current.Active || track.Current.RunCount == 0 || (newest && !breach))
        {
            track.AnswerDue = Instant.Max;
            return;
        }

        if (!breach)
        {
            return;
        }

        var due = turn.Now + span;
        var follows = newest && track.Current.RunStart < sample.Time;
        track.AnswerLate = sample.Late && (follows || track.AnswerDue == Instant.Max || track.AnswerLate);
        track.AnswerDue = follows || due < track.AnswerDue ? due : track.AnswerDue;
        turn.State.AnswerDue = track.AnswerDue < turn.State.AnswerDue ? track.AnswerDue : turn.State.AnswerDue;
    }

    private static Instant Find(out Series? none, out int place)
    {
        (none, place) = (null, -1);
        return Instant.Max;
    }

    // The earliest; of several at one time the first in the order of series and rules.
    // While monitoring is paused only a critical rule takes anything at its word.
    private static Instant FindAnswerDue(RulePlan plan, PatientState state, out Series? breached, out int place)
    {
        var earliest = Find(out breached, out place);
        foreach (var series in state.AllSeries)
        {
            foreach (ref readonly var track in series.Tracks)
            {
                if (track.AnswerDue >= earliest)
                {
                    continue;
                }

                var waits = track.AnswerDue < state.PausedUntil && !plan.Of(series.Kind).Rules[track.Place].Critical;
                var due = waits ? state.PausedUntil : track.AnswerDue;
                if (due < earliest)
                {
                    (earliest, breached, place) = (due, series, track.Place);
                }
            }
        }

        state.AnswerDue = earliest;
        return earliest;
    }

    private static void TakeAtItsWord(in Turn turn, Series series, int place)
    {
        ref var track = ref series.Track(place);
        track.AnswerDue = Instant.Max;
        var rule = turn.Plan.Of(series.Kind).Rules[place];
        if (track.Current.Active || track.Current.RunCount == 0)
        {
            return;
        }

        var alone = !turn.Holds(rule, series);
        track.Current.Confirm();
        track.AnsweredAt = track.Current.RunLast;
        var open = turn.State.ActiveOf(PatientState.Slot(rule, series.Test));
        if (open is null)
        {
            if (track.Current.ConfirmedFirst <= track.Raised)
            {
                // No reading raises this one: it is named after the last that was seen, apart from one that this itself may have raised.
                track.Current.ConfirmedFirst = -turn.State.Position;
            }

            track.Raised = Math.Max(track.Raised, track.Current.ConfirmedFirst);
            turn.Raise(series, rule, track.Current, track.AnswerLate);
        }
        else if (alone || open.RuleHash != rule.Hash)
        {
            turn.Reraise(open, series, rule, track.Current, track.AnswerLate);
        }
    }

    private static void Happen(in Turn turn)
    {
        foreach (var open in turn.State.Open)
        {
            if (open.Due != turn.Now)
            {
                continue;
            }

            // Of things due at one time the one that asks for more attention goes first.
            if (open.RepeatDue == turn.Now)
            {
                NoRepeat(turn, open);
            }
            else if (open.ReackDue == turn.Now)
            {
                Reack(turn, open);
            }
            else if (open.EscalateDue == turn.Now)
            {
                Escalate(turn, open);
            }
            else if (open.ReviewDue == turn.Now)
            {
                open.ReviewDue = Instant.Max;
                turn.Change(open, AlertChangeKind.Overdue, open.Alert, null, "nobody has looked in time");
            }
            else if (open.RenotifyDue == turn.Now)
            {
                Renotify(turn, open);
            }
            else
            {
                turn.Change(open, AlertChangeKind.Renotified, open.Alert with { SnoozedUntil = null }, null, "snooze ended");
            }

            return;
        }

        turn.State.Touch();
    }

    private static void NoRepeat(in Turn turn, OpenAlert open)
    {
        open.RepeatDue = Instant.Max;
        if (turn.Plan.Find(open.Alert.Pack, open.Alert.Rule) is { Definition.Raise: { Within: not null } raise } rule && open.Alert.Priority < raise.To)
        {
            turn.RaisePriority(open, rule, raise.To, "no repeat measurement in time");
        }
        else
        {
            turn.State.Touch();
        }
    }

    private static void Reack(in Turn turn, OpenAlert open)
    {
        open.ReackDue = Instant.Max;
        var escalate = turn.Plan.Find(open.Alert.Pack, open.Alert.Rule)?.Definition.Escalate;
        if (escalate is { } span && !open.Alert.Late && !open.Alert.Test)
        {
            open.EscalateDue = turn.Now + span;
        }

        if (turn.Plan.Find(open.Alert.Pack, open.Alert.Rule)?.Definition.Renotify is { } again && !open.Alert.Late && !open.Alert.Test)
        {
            open.RenotifyDue = turn.Now + again;
        }

        turn.Change(
            open, AlertChangeKind.Reraised, open.Alert with { Acknowledged = false, AcknowledgedAt = null, AcknowledgedBy = null }, null, "still active");
    }

    private static void Escalate(in Turn turn, OpenAlert open)
    {
        var escalate = turn.Plan.Find(open.Alert.Pack, open.Alert.Rule)?.Definition.Escalate;
        var tier = open.Alert.Tier + 1;
        open.EscalateDue = escalate is { } span && tier <= LastTier ? turn.Now + span : Instant.Max;
        if (tier > LastTier)
        {
            turn.Change(open, AlertChangeKind.Unanswered, open.Alert with { Unanswered = true }, null, "the last tier has not answered");
            return;
        }

        turn.Change(open, AlertChangeKind.Escalated, open.Alert with { Tier = tier }, null, null);
    }

    private static void Renotify(in Turn turn, OpenAlert open)
    {
        var renotify = turn.Plan.Find(open.Alert.Pack, open.Alert.Rule)?.Definition.Renotify;
        open.RenotifyDue = renotify is { } span ? turn.Now + span : Instant.Max;
        turn.Change(open, AlertChangeKind.Renotified, open.Alert, null, "still unacknowledged");
    }
}
