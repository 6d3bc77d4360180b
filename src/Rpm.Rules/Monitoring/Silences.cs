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
    public static void Heard(in Turn turn, in JudgedReading judged)
    {
        // Also while no rule asks: one that is put in force later must know what came.
        ref readonly var reading = ref judged.Reading;
        ref var seen = ref turn.State.Seen(reading.Kind);
        if (seen.Device is null || reading.Time > seen.Time)
        {
            var until = seen.Device is null ? Instant.Max : seen.Until;
            var backlog = Old(turn.Plan, judged) ? (seen.Device is not null && seen.BacklogFrom != Instant.Max ? seen.BacklogFrom : judged.Received) : Instant.Max;
            var first = seen.Device is null;
            seen = new LastSeen
            {
                Time = reading.Time,
                Position = judged.Position,
                Device = reading.Device,
                Test = reading.IsTest,
                BacklogFrom = backlog,
                Until = until,
            };
            if (first)
            {
                turn.State.SilenceDue = Instant.Min;
            }
            else
            {
                Expect(turn, reading.Kind, reading.Time);
            }
        }

        if (turn.State.ActiveCount == 0)
        {
            return;
        }

        foreach (var rule in turn.Plan.Silences)
        {
            if (rule.Definition.Silence!.Kind != reading.Kind || !IsSignOfLife(turn.Plan, rule, judged))
            {
                continue;
            }

            for (var test = 0; test < 2; test++)
            {
                if (turn.State.Active[(rule.Index * 2) + test] is { } open && open.RuleHash == rule.Hash && !rule.Definition.Latching)
                {
                    turn.Resolve(open, rule, test == 1);
                    turn.State.SilenceDue = Instant.Min;
                }
            }
        }
    }

    /// <summary>
    /// A later reading puts a silence off, and the deadline that is kept may be too early. But where the silence before was told and a person
    /// resolved it, none of the kind was due any more: from this reading on one is.
    /// </summary>
    private static void Expect(in Turn turn, Kind kind, Instant time)
    {
        foreach (var rule in turn.Plan.Silences)
        {
            var silence = rule.Definition.Silence!;
            if (silence.Kind == kind && silence.By is null && time + silence.After < turn.State.SilenceDue)
            {
                turn.State.SilenceDue = time + silence.After;
            }
        }
    }

    /// <summary>What the patient wears of a kind changed.</summary>
    public static void Worn(in Turn turn, Kind kind, string? device, Instant from, Instant until, long position)
    {
        ref var seen = ref turn.State.Seen(kind);
        turn.State.SilenceDue = Instant.Min;
        if (device is null || until <= turn.Now)
        {
            seen.Until = seen.Device is null ? seen.Until : turn.Now;
            End(turn, kind);
            return;
        }

        // Nothing came yet, or nothing since the last device of the kind was given back: it counts from here.
        var since = from > turn.Now ? from : turn.Now;
        if (seen.Device is null || seen.Until <= turn.Now)
        {
            seen = new LastSeen { Time = since, Position = position, Device = device, BacklogFrom = Instant.Max };
        }

        seen.Until = until;
    }

    /// <summary>The earliest silence, or end of one, that is due at some time.</summary>
    /// <param name="next">Its rule; null where nothing is due.</param>
    public static Instant Next(RulePlan plan, PatientState state, out CompiledRule? next)
    {
        next = null;
        var due = Instant.Max;
        foreach (var rule in plan.Silences)
        {
            var at = DueOf(plan, state, rule);
            if (at < due)
            {
                (due, next) = (at, rule);
            }
        }

        return due;
    }

    /// <summary>What is due at the turn's time: the silence is told, or, where nothing is worn any more, over.</summary>
    public static void Happen(in Turn turn, CompiledRule rule)
    {
        var kind = rule.Definition.Silence!.Kind;
        var seen = turn.State.Seen(kind);
        turn.State.SilenceDue = Instant.Min;
        if (seen.Until <= turn.Now)
        {
            End(turn, kind);
            return;
        }

        var alert = Evidence.Alert(turn, rule, seen.Device, seen.Test, seen.Position, late: false);
        var priority = alert.Priority;
        foreach (var open in turn.State.Open)
        {
            // The signal is lost while an alert stands: it is as urgent as that one.
            if (open.Alert.Active && open.Alert.Kind == kind && open.Alert.Test == seen.Test && open.Alert.Class == AlertClass.Physiological
                && open.Alert.Priority > priority)
            {
                priority = open.Alert.Priority;
            }
        }

        turn.State.TellSilence(rule, rule.Definition.Silence.By is null ? seen.Position : turn.Now.UnixMilliseconds);
        turn.Open(rule, alert with { Kind = kind, ReadingTime = seen.Time, Priority = priority }, seen.Time);
        if (rule.Definition.Silence.By is null)
        {
            // What should come all the time; a measurement that a person has not taken today has no cause to share.
            turn.Changes[^1] = turn.Changes[^1] with { SharesCause = true };
        }
    }

    private static Instant DueOf(RulePlan plan, PatientState state, CompiledRule rule)
    {
        var silence = rule.Definition.Silence!;
        ref var seen = ref state.Seen(silence.Kind);
        if (seen.Device is null)
        {
            return Instant.Max;
        }

        if (state.Active[PatientState.Slot(rule, seen.Test)] is { } open)
        {
            // Only its end is still to come.
            return open.RuleHash == rule.Hash && seen.Until != Instant.Max ? seen.Until : Instant.Max;
        }

        var told = state.SilenceTold(rule);
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

    private static void End(in Turn turn, Kind kind)
    {
        foreach (var rule in turn.Plan.Silences)
        {
            for (var test = 0; test < 2 && rule.Definition.Silence!.Kind == kind; test++)
            {
                if (turn.State.Active[(rule.Index * 2) + test] is { } open && open.RuleHash == rule.Hash)
                {
                    turn.Resolve(open, rule, test == 1, EnrolmentEnded);
                }
            }
        }
    }

    private static bool IsSignOfLife(RulePlan plan, CompiledRule rule, in JudgedReading judged) =>
        rule.Definition.Silence is { By: not null }
            ? plan.Traits.SameDay(judged.Reading.Time, judged.Received)
            : judged.Received - judged.Reading.Time <= rule.Definition.Silence!.After;

    /// <summary>Whether the reading is older than the shortest silence that a rule calls one.</summary>
    private static bool Old(RulePlan plan, in JudgedReading judged)
    {
        foreach (var rule in plan.Silences)
        {
            if (rule.Definition.Silence!.Kind == judged.Reading.Kind && judged.Received - judged.Reading.Time > rule.Definition.Silence.After)
            {
                return true;
            }
        }

        return false;
    }
}
