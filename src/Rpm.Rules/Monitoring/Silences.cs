using System.Runtime.CompilerServices;
using Rpm.Rules.Alerts;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>
/// Rules about readings that do not come. A silence is counted from the measurement time of the newest usable reading, so that
/// old readings handed in late do not pass for a sign of life; of a kind that is worn and never came, from the beginning of the enrolment.
/// </summary>
internal static class Silences
{
    /// <summary>How long a device that hands in old readings is given to come to the present (decision 13: at most five minutes).</summary>
    public static readonly TimeSpan BacklogHold = TimeSpan.FromMinutes(5);

    private const string EnrolmentEnded = "enrolment-ended";

    /// <summary>A reading came: it is a sign of life if it is newer than the last and not itself older than the rule's span.</summary>
    public static void Heard(in Turn turn, KindPlan plan, in JudgedReading judged)
    {
        // Also while no rule asks: one that is put in force later must know what came.
        ref readonly var reading = ref judged.Reading;
        ref var seen = ref turn.State.Seen(reading.Kind, reading.IsTest);
        if (seen.Device is null || seen.Unheard)
        {
            seen.Until = seen.Device is null ? Instant.Max : seen.Until;
            seen.BacklogFrom = Instant.Max;
            seen.Unheard = false;
            Note(ref seen, plan, judged);
            seen.BeforeTime = Instant.Min;
            turn.State.SilenceDue = Instant.Min;
        }
        else if (reading.Time > seen.Time)
        {
            seen.BeforeTime = seen.Time;
            Note(ref seen, plan, judged);
            Expect(turn, plan, reading.Time);
        }

        if (turn.State.ActiveCount == 0)
        {
            return;
        }

        foreach (var rule in plan.Silences)
        {
            if (turn.State.ActiveOf(PatientState.Slot(rule, reading.IsTest)) is { } open
                && open.RuleHash == rule.Hash && !rule.Definition.Latching && IsSignOfLife(turn.Plan, rule, open, judged))
            {
                turn.Resolve(open, rule, reading.IsTest);
                turn.State.SilenceDue = Instant.Min;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Note(ref LastSeen seen, KindPlan plan, in JudgedReading judged)
    {
        ref readonly var reading = ref judged.Reading;
        seen.BeforePosition = seen.Position;
        seen.Time = reading.Time;
        seen.Position = judged.Position;
        seen.BacklogFrom = !IsOld(plan, judged) ? Instant.Max : seen.BacklogFrom != Instant.Max ? seen.BacklogFrom : judged.Received;
        if (!ReferenceEquals(seen.Device, reading.Device))
        {
            seen.Device = reading.Device;
        }
    }

    /// <summary>
    /// A later reading puts a silence off, and the deadline that is kept may be too early. But where the silence before was told and a person
    /// resolved it, none of the kind was due any more: from this reading on one is.
    /// </summary>
    private static void Expect(in Turn turn, KindPlan plan, Instant time)
    {
        foreach (var rule in plan.Silences)
        {
            var silence = rule.Definition.Silence!;
            if (silence.By is null && time + silence.After < turn.State.SilenceDue)
            {
                turn.State.SilenceDue = time + silence.After;
            }
        }
    }

    /// <summary>What the patient wears of a kind changed.</summary>
    public static void Worn(in Turn turn, Kind kind, string? device, Instant from, Instant until, long position)
    {
        ref var seen = ref turn.State.Seen(kind, false);
        turn.State.SilenceDue = Instant.Min;
        if (device is null || until <= turn.Now)
        {
            seen.Until = seen.Device is null ? seen.Until : turn.Now;
            turn.State.Seen(kind, true).Until = turn.Now;
            End(turn, kind);
            return;
        }

        // Nothing came yet, or nothing since the last device of the kind was given back: it counts from here.
        var since = from > turn.Now ? from : turn.Now;
        if (seen.Device is null || seen.Until <= turn.Now)
        {
            seen = new LastSeen { Time = since, Position = position, Device = device, BacklogFrom = Instant.Max, Unheard = true };
        }

        seen.Until = until;
        turn.State.Seen(kind, true).Until = until;
    }

    /// <summary>Readings were withdrawn: none of them is a sign of life any more.</summary>
    public static void Withdrawn(in Turn turn, EvidenceSpan span)
    {
        turn.State.SilenceDue = Instant.Min;
        foreach (var kind in Kinds.All)
        {
            for (var test = 0; test < 2 && (span.Kind is null || span.Kind == kind.Kind); test++)
            {
                if (turn.State.Known(kind.Kind, test == 1).Device != span.Device)
                {
                    continue;
                }

                ref var seen = ref turn.State.Seen(kind.Kind, test == 1);
                if (!seen.Unheard && span.From <= seen.Time && seen.Time < span.To)
                {
                    Withdraw(turn, kind.Kind, test == 1, ref seen, span);
                }
            }
        }
    }

    /// <summary>The earliest silence, or end of one, that is due at some time.</summary>
    /// <param name="next">Its rule; null where nothing is due.</param>
    public static Instant Next(RulePlan plan, PatientState state, out CompiledRule? next, out bool test)
    {
        (next, test) = (null, false);
        var due = Instant.Max;
        foreach (var rule in plan.Silences)
        {
            for (var t = 0; t < 2; t++)
            {
                var at = DueOf(plan, state, rule, t == 1);
                if (at < due)
                {
                    (due, next, test) = (at, rule, t == 1);
                }
            }
        }

        return due;
    }

    /// <summary>What is due at the turn's time: the silence is told, or, where nothing is worn any more, over.</summary>
    public static void Happen(in Turn turn, CompiledRule rule, bool test)
    {
        var kind = rule.Definition.Silence!.Kind;
        var seen = turn.State.Known(kind, test);
        turn.State.SilenceDue = Instant.Min;
        if (seen.Until <= turn.Now)
        {
            End(turn, kind);
            return;
        }

        turn.State.TellSilence(rule, test, rule.Definition.Silence.By is null ? seen.Position : turn.Now.UnixMilliseconds);
        if (turn.State.ActiveOf(PatientState.Slot(rule, test)) is { } standing)
        {
            turn.Adopt(standing, rule, seen.Time);
            return;
        }

        var alert = Evidence.Alert(turn, rule, seen.Device, test, seen.Position, late: false);
        var priority = alert.Priority;
        foreach (var open in turn.State.Open)
        {
            // The signal is lost while an alert stands: it is as urgent as that one.
            if (open.Alert.Active && open.Alert.Kind == kind && open.Alert.Test == test && open.Alert.Class == AlertClass.Physiological
                && open.Alert.Priority > priority)
            {
                priority = open.Alert.Priority;
            }
        }

        turn.Open(rule, alert with { Kind = kind, ReadingTime = seen.Time, Priority = priority }, seen.Time);
        if (rule.Definition.Silence.By is null)
        {
            // What should come all the time; a measurement that a person has not taken today has no cause to share.
            turn.Changes[^1] = turn.Changes[^1] with { SharesCause = true };
        }
    }

    private static Instant DueOf(RulePlan plan, PatientState state, CompiledRule rule, bool test)
    {
        var silence = rule.Definition.Silence!;
        ref readonly var seen = ref state.Known(silence.Kind, test);
        if (seen.Device is null || IsSimulated(state, silence.Kind, in seen, test))
        {
            return Instant.Max;
        }

        if (state.ActiveOf(PatientState.Slot(rule, test)) is { } open && open.RuleHash == rule.Hash)
        {
            // Only its end is still to come.
            return seen.Until;
        }

        var told = state.SilenceTold(rule, test);
        Instant at;
        if (silence.By is { } by)
        {
            // Of the day after the one on which it was last measured, or last told.
            var last = told is { } before && before > seen.Time.UnixMilliseconds ? new Instant(before) : seen.Time;
            at = plan.Traits.At(last, 1, by);
        }
        else if (told == seen.Position)
        {
            return Instant.Max;
        }
        else
        {
            at = seen.Time + silence.After;
        }

        if (seen.BacklogFrom != Instant.Max && at < seen.BacklogFrom + BacklogHold)
        {
            at = seen.BacklogFrom + BacklogHold;
        }

        at = !rule.Critical && at < state.PausedUntil ? state.PausedUntil : at;
        return at < seen.Until ? at : Instant.Max;
    }

    // A device that is worn and has sent nothing but test readings is simulated, and its silence is a test's.
    private static bool IsSimulated(PatientState state, Kind kind, in LastSeen seen, bool test) =>
        !test && seen.Unheard && state.Known(kind, true).Device is not null;

    private static void End(in Turn turn, Kind kind)
    {
        foreach (var rule in turn.Plan.Silences)
        {
            for (var test = 0; test < 2 && rule.Definition.Silence!.Kind == kind; test++)
            {
                if (turn.State.ActiveOf(PatientState.Slot(rule, test == 1)) is { } open && open.RuleHash == rule.Hash)
                {
                    turn.Resolve(open, rule, test == 1, EnrolmentEnded);
                }
            }
        }
    }

    private static (Instant Time, long Position)? Newest(PatientState state, Kind kind, bool test)
    {
        (Instant Time, long Position)? newest = null;
        foreach (var series in state.AllSeries)
        {
            if (series.Kind == kind && series.Test == test && series.Count > 0 && (newest is null || series[series.Count - 1].Time > newest.Value.Time))
            {
                newest = (series[series.Count - 1].Time, series[series.Count - 1].Position);
            }
        }

        return newest;
    }

    private static void Withdraw(in Turn turn, Kind kind, bool test, ref LastSeen seen, EvidenceSpan span)
    {
        if (Newest(turn.State, kind, test) is { } kept)
        {
            (seen.Time, seen.Position) = kept;
        }
        else if (seen.BeforeTime != Instant.Min && !(span.From <= seen.BeforeTime && seen.BeforeTime < span.To))
        {
            (seen.Time, seen.Position) = (seen.BeforeTime, seen.BeforePosition);
        }

        seen.BeforeTime = Instant.Min;
    }

    // Of a measurement that was due on a day one of that day, or later, is what was missed, whenever it is handed in.
    private static bool IsSignOfLife(RulePlan plan, CompiledRule rule, OpenAlert open, in JudgedReading judged) =>
        rule.Definition.Silence is { By: not null }
            ? plan.Traits.StartOfDay(judged.Reading.Time, 0) >= plan.Traits.StartOfDay(open.Alert.Raised, 0)
            : judged.Received - judged.Reading.Time <= rule.Definition.Silence!.After;

    /// <summary>Whether the reading is older than the shortest silence that a rule calls one.</summary>
    private static bool IsOld(KindPlan plan, in JudgedReading judged)
    {
        foreach (var rule in plan.Silences)
        {
            if (judged.Received - judged.Reading.Time > rule.Definition.Silence!.After)
            {
                return true;
            }
        }

        return false;
    }
}
