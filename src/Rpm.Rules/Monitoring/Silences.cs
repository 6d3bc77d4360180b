using Rpm.Rules.Alerts;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>
/// Rules about readings that do not come. A silence is counted from the measurement time of the newest usable reading, so that
/// old readings handed in late do not pass for a sign of life.
/// </summary>
internal static class Silences
{
    /// <summary>How long a device that hands in old readings is given to come to the present (decision 13: at most five minutes).</summary>
    public static readonly TimeSpan BacklogHold = TimeSpan.FromMinutes(5);

    /// <summary>Whether an alert tells of a silence: nothing was read, and yet it knows since when.</summary>
    public static bool IsSilence(Alert alert) => alert is { Evidence.Count: 0, Kind: not null, ReadingTime: not null };

    /// <summary>A reading came: it is a sign of life if it is newer than the last and not itself older than the rule's span.</summary>
    public static void Heard(in Turn turn, in JudgedReading judged)
    {
        ref readonly var reading = ref judged.Reading;
        ref var seen = ref turn.State.Seen(reading.Kind);
        if (seen.Device is null || reading.Time > seen.Time)
        {
            var backlog = Old(turn.Plan, judged) ? (seen.Device is not null && seen.BacklogFrom != Instant.Max ? seen.BacklogFrom : judged.Received) : Instant.Max;
            seen = new LastSeen { Time = reading.Time, Position = judged.Position, Device = reading.Device, Test = reading.IsTest, BacklogFrom = backlog };
        }

        foreach (var rule in turn.Plan.Silences)
        {
            if (rule.Definition.Kinds[0] != reading.Kind || judged.Received - reading.Time > rule.Definition.SilentAfter)
            {
                continue;
            }

            for (var test = 0; test < 2; test++)
            {
                if (turn.State.Active[(rule.Index * 2) + test] is { } open && open.RuleHash == rule.Hash && !rule.Definition.Latching)
                {
                    turn.Resolve(open, rule, test == 1);
                }
            }
        }
    }

    public static Instant Next(RulePlan plan, PatientState state, out CompiledRule? next)
    {
        next = null;
        var due = Instant.Max;
        foreach (var rule in plan.Silences)
        {
            ref var seen = ref state.Seen(rule.Definition.Kinds[0]);
            if (seen.Device is null || state.Active[PatientState.Slot(rule, seen.Test)] is not null || state.SilenceTold(rule, seen.Position))
            {
                continue;
            }

            var at = seen.Time + rule.Definition.SilentAfter!.Value;
            if (seen.BacklogFrom != Instant.Max && at < seen.BacklogFrom + BacklogHold)
            {
                at = seen.BacklogFrom + BacklogHold;
            }

            at = !rule.Definition.Critical && at < state.PausedUntil ? state.PausedUntil : at;
            if (at < due)
            {
                (due, next) = (at, rule);
            }
        }

        return due;
    }

    /// <summary>Whether the reading is older than the shortest silence that a rule calls one.</summary>
    private static bool Old(RulePlan plan, in JudgedReading judged)
    {
        foreach (var rule in plan.Silences)
        {
            if (rule.Definition.Kinds[0] == judged.Reading.Kind && judged.Received - judged.Reading.Time > rule.Definition.SilentAfter)
            {
                return true;
            }
        }

        return false;
    }

    public static void Raise(in Turn turn, CompiledRule rule)
    {
        var kind = rule.Definition.Kinds[0];
        var seen = turn.State.Seen(kind);
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

        turn.State.TellSilence(rule, seen.Position);
        turn.Open(rule, alert with { Kind = kind, ReadingTime = seen.Time, Priority = priority }, seen.Time);
    }
}
