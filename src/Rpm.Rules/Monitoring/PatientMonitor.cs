using Rpm.Rules.Alerts;
using Rpm.Rules.Language;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>
/// Judges readings and keeps alerts: plan, state and inputs in, changes out. No clock, no I/O: the same inputs give the same
/// changes on any machine and at any later time. <c>now</c> is the journal's recorded time and never runs backwards for a patient.
/// </summary>
/// <remarks>
/// Every call first lets what was due before <c>now</c> happen at its own time (taking back an acknowledgement, the repeat that did
/// not come, escalation), so that it does not matter how punctually <see cref="Tick"/> is called; it matters only for silence,
/// which is judged in <see cref="Tick"/> alone.
/// </remarks>
public static class PatientMonitor
{
    /// <summary>A reading was committed. Allocates nothing while no alert changes.</summary>
    public static void Observe(RulePlan plan, PatientState state, in JudgedReading judged, Instant now, List<AlertChange> changes)
    {
        state.Bind(plan);
        Deadlines.Run(plan, state, now, changes, silence: false);
        state.Position = Math.Max(state.Position, judged.Position);

        ref readonly var reading = ref judged.Reading;
        var turn = new Turn(plan, state, now, changes);
        if ((reading.Quality & QualityNames.Unusable) == 0)
        {
            Silences.Heard(turn, judged);
        }

        var rules = plan.RulesOf(reading.Kind);
        if (rules.Length == 0)
        {
            return;
        }

        var series = state.SeriesOf(reading.Device, reading.Kind, reading.IsTest);
        var sample = new Sample
        {
            Time = reading.Time,
            Position = judged.Position,
            Values = reading.Values,
            Quality = reading.Quality,
            Ordinal = judged.Ordinal,
            Late = Kinds.Of(reading.Kind).IsLate(reading.Time, judged.Received),
            Paused = now < state.PausedUntil,
        };
        var newest = series.IsNewest(sample);
        if (newest)
        {
            series.Append(sample, rules);
        }
        else if (sample.Late || !series.Insert(sample, rules))
        {
            // Older than what is known and late, or older than all that is kept: it fills the history and decides nothing.
            return;
        }

        for (var i = 0; i < rules.Length; i++)
        {
            Judge(turn, series, i, rules[i], sample, newest);
        }
    }

    /// <summary>A deadline came, or the journal's clock moved on: what is due by <paramref name="now"/> happens, each at its own time.</summary>
    /// <param name="silence">False while a backlog of readings is being worked off: silent devices are then not yet silent.</param>
    public static void Tick(RulePlan plan, PatientState state, Instant now, List<AlertChange> changes, bool silence = true)
    {
        state.Bind(plan);
        Deadlines.Run(plan, state, now, changes, silence);
    }

    /// <summary>When <see cref="Tick"/> is next wanted; <see cref="Instant.Max"/> = not before the next reading.</summary>
    public static Instant NextDeadline(RulePlan plan, PatientState state)
    {
        state.Bind(plan);
        return Deadlines.Next(plan, state);
    }

    /// <summary>A person acted on an alert.</summary>
    public static AlertActionResult Act(RulePlan plan, PatientState state, AlertAction action, Instant now, List<AlertChange> changes)
    {
        state.Bind(plan);
        Deadlines.Run(plan, state, now, changes, silence: false);
        return Actions.Apply(new Turn(plan, state, now, changes), action);
    }

    /// <summary>
    /// Packs or limits changed. What is active stays active: a rule that is gone or altered leaves its alert to a person, and its
    /// new version judges from the next reading on.
    /// </summary>
    public static void ChangePlan(RulePlan plan, PatientState state, Instant now, List<AlertChange> changes)
    {
        if (state.Plan is { } old)
        {
            Deadlines.Run(old, state, now, changes, silence: false);
        }

        state.Bind(plan);
    }

    /// <summary>Monitoring pauses until a time, or goes on (<see langword="null"/>). Critical rules are judged all the same; nothing active is touched.</summary>
    public static void Pause(RulePlan plan, PatientState state, Instant? until, Instant now, List<AlertChange> changes)
    {
        state.Bind(plan);
        Deadlines.Run(plan, state, now, changes, silence: false);
        state.PausedUntil = until ?? Instant.Min;
    }

    /// <summary>
    /// Readings were withdrawn or turned out to be another patient's: they count no longer, and every open alert that rests on one
    /// is marked for review. Nothing is resolved by it.
    /// </summary>
    public static void Review(RulePlan plan, PatientState state, EvidenceSpan span, string note, Instant now, List<AlertChange> changes)
    {
        state.Bind(plan);
        Deadlines.Run(plan, state, now, changes, silence: false);
        var turn = new Turn(plan, state, now, changes);
        foreach (var series in state.AllSeries)
        {
            if (series.Device == span.Device && (span.Kind is null || series.Kind == span.Kind) && series.Remove(span) > 0)
            {
                var rules = plan.RulesOf(series.Kind);
                for (var i = 0; i < rules.Length; i++)
                {
                    var wasActive = series.Tracks[i].Current.Active;
                    series.Tracks[i].Current = series.Judge(rules[i], series.Tracks[i], Instant.Max, out _);
                    series.Tracks[i].Current.Active = wasActive;
                }
            }
        }

        foreach (var open in state.Open)
        {
            if (!open.Alert.Review && open.Alert.Evidence.Any(e =>
                e.Device == span.Device && (span.Kind is null || e.Kind == span.Kind) && span.Covers(e.Time, e.Ordinal)))
            {
                turn.Change(open, AlertChangeKind.MarkedForReview, open.Alert with { Review = true }, null, note);
            }
        }
    }

    private static void Judge(in Turn turn, Series series, int place, CompiledRule rule, in Sample sample, bool newest)
    {
        ref var track = ref series.Tracks[place];
        if (sample.Position <= track.After)
        {
            return;
        }

        var (confirmations, returns) = (track.Current.Confirmations, track.Current.Returns);
        Verdict verdict;
        bool confirmed;
        if (newest)
        {
            verdict = track.Current.Take(rule, sample);
            confirmed = track.Current.Confirmations > confirmations;
        }
        else
        {
            var alone = RuleProgress.None;
            verdict = alone.Take(rule, sample);
            confirmed = PutInBetween(series, rule, ref track, sample, verdict);
        }

        if (verdict == Verdict.Ignored && newest)
        {
            return;
        }

        if (rule.Definition.Unanswered is { } unanswered)
        {
            Deadlines.AwaitAnswer(turn, rule, ref track, verdict == Verdict.Breach, sample.Late, unanswered);
        }

        var open = turn.State.Active[PatientState.Slot(rule, series.Test)];
        if (open is not null)
        {
            Follow(turn, series, rule, ref track, open, sample, verdict, confirmed, track.Current.Returns > returns);
        }
        else if (track.Current.Active || confirmed)
        {
            open = turn.Raise(series, rule, track.Current, sample.Late);
            if (!track.Current.Active && !rule.Definition.Latching)
            {
                // Put in between: the episode is over already, and a person must still learn of it.
                turn.Resolve(open, rule, series.Test);
            }
        }
    }

    /// <summary>Judges the whole stretch anew with the reading in its place; whether it completed an episode that was not known.</summary>
    private static bool PutInBetween(Series series, CompiledRule rule, ref Track track, in Sample sample, Verdict verdict)
    {
        var before = track.Current;
        track.Current = series.Judge(rule, track, sample.Time, out var episode);
        if (before.Active && !track.Current.Active && !track.Current.Cleared(rule))
        {
            // History may not take back what was raised: only good readings clear.
            track.Current.Active = true;
        }
        else if (!before.Active && track.Current.Active && verdict is not (Verdict.Breach or Verdict.Between))
        {
            // Nor does a good reading raise anything.
            track.Current.Settle();
        }

        if (verdict == Verdict.Breach && track.Current.Confirmations > before.Confirmations && episode is { } found)
        {
            (track.Current.ConfirmedStart, track.Current.ConfirmedFirst) = (found.ConfirmedStart, found.ConfirmedFirst);
            return true;
        }

        if (!before.Active && track.Current.Active)
        {
            // What had cleared had not: a new alert, named after the reading that showed it.
            track.Current.ConfirmedFirst = sample.Position;
        }

        return false;
    }

    private static void Follow(
        in Turn turn, Series series, CompiledRule rule, ref Track track, OpenAlert open, in Sample sample, Verdict verdict, bool confirmed, bool returned)
    {
        var orphan = open.RuleHash != rule.Hash;
        if (verdict == Verdict.Breach)
        {
            turn.Interrupt(series, rule, sample.Time);
            if (!track.Current.Active)
            {
                return;
            }

            if (orphan || (open.Alert.Late && !sample.Late) || returned || (confirmed && !turn.Holds(rule, series)))
            {
                turn.Reraise(open, series, rule, track.Current, sample.Late);
            }

            if (rule.Definition.Raise is { } raise && !sample.Late && open.Alert.Priority < raise.To
                && Math.Abs(sample.Time.UnixMilliseconds - open.FirstBreach.UnixMilliseconds) >= (long)raise.Apart.TotalMilliseconds
                && sample.Time != open.FirstBreach)
            {
                turn.RaisePriority(open, rule, raise.To, "confirmed by a second reading");
            }

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

        if (!track.Current.Cleared(rule))
        {
            return;
        }

        if (track.Current.ClearStart <= turn.LastBreach(rule, series.Test))
        {
            // Another device saw a breach after this run of good readings began: it must begin anew.
            track.Current.ClearCount = 0;
            return;
        }

        turn.Settle(rule, series);
        if (!rule.Definition.Latching)
        {
            turn.Resolve(open, rule, series.Test);
        }
    }
}
