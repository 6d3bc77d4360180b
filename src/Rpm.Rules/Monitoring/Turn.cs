using Rpm.Rules.Alerts;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>One input's effect on one patient: what it is judged by, when, and where the changes go.</summary>
internal readonly ref struct Turn(RulePlan plan, PatientState state, Instant now, List<AlertChange> changes)
{
    public RulePlan Plan { get; } = plan;

    public PatientState State { get; } = state;

    public Instant Now { get; } = now;

    public List<AlertChange> Changes { get; } = changes;

    /// <summary>Raises a rule's alert on what a series has shown.</summary>
    public OpenAlert Raise(Series series, CompiledRule rule, in RuleProgress progress, bool late)
    {
        var alert = Evidence.Alert(this, rule, series.Device, series.Test, progress.ConfirmedFirst, late);
        alert = Evidence.Attach(alert, series, rule, progress);
        return Open(rule, alert, progress.ConfirmedStart);
    }

    /// <summary>Opens an alert and says so.</summary>
    public OpenAlert Open(CompiledRule rule, Alert alert, Instant firstBreach)
    {
        var open = new OpenAlert(alert, rule.Hash) { FirstBreach = firstBreach };
        State.Open.Add(open);
        State.Active[PatientState.Slot(rule, alert.Test)] = open;
        StartTimers(open, rule);
        Change(open, AlertChangeKind.Raised, alert, null, null);
        return open;
    }

    /// <summary>The condition is back, or no longer only of the past: the acknowledgement covers it no more.</summary>
    public void Reraise(OpenAlert open, Series series, CompiledRule rule, in RuleProgress progress, bool late)
    {
        open.RuleHash = rule.Hash;
        var alert = Evidence.Attach(open.Alert, series, rule, progress) with
        {
            Acknowledged = false,
            AcknowledgedAt = null,
            AcknowledgedBy = null,
            SnoozedUntil = null,
            Late = open.Alert.Late && late,
            PackHash = rule.Pack.Hash,
        };
        open.Alert = alert;
        StartTimers(open, rule);
        Change(open, AlertChangeKind.Reraised, alert, null, null);
    }

    /// <summary>Raises the priority; never lowers it.</summary>
    public void RaisePriority(OpenAlert open, CompiledRule rule, AlertPriority priority, string why)
    {
        var alert = open.Alert with
        {
            Priority = priority,
            Acknowledged = false,
            AcknowledgedAt = null,
            AcknowledgedBy = null,
            SnoozedUntil = null,
        };
        open.Alert = alert;
        StartTimers(open, rule);
        Change(open, AlertChangeKind.PriorityRaised, alert, null, why);
    }

    /// <summary>The condition cleared by itself. Unacknowledged it stays open until somebody has seen it.</summary>
    public void Resolve(OpenAlert open, CompiledRule rule, bool test)
    {
        State.Active[PatientState.Slot(rule, test)] = null;
        Close(open, AlertChangeKind.ResolvedByCondition, open.Alert with { Resolution = "condition-cleared" }, null, null);
    }

    /// <summary>Ends an alert's activity and forgets it once it is acknowledged too.</summary>
    public void Close(OpenAlert open, AlertChangeKind kind, Alert alert, string? by, string? note)
    {
        (open.ReackDue, open.RepeatDue, open.EscalateDue) = (Instant.Max, Instant.Max, Instant.Max);
        Change(open, kind, alert with { Active = false, Resolved = Now, SnoozedUntil = null }, by, note);
        Forget(open);
    }

    /// <summary>Drops an alert that is neither active nor unacknowledged.</summary>
    public void Forget(OpenAlert open)
    {
        if (!open.Alert.Active && open.Alert.Acknowledged)
        {
            State.Open.Remove(open);
        }
    }

    /// <summary>Makes the next version of an alert.</summary>
    public void Change(OpenAlert open, AlertChangeKind kind, Alert alert, string? by, string? note)
    {
        var version = kind == AlertChangeKind.Raised ? 1 : open.Alert.Version + 1;
        open.Alert = alert with
        {
            Version = version,
            History = [.. alert.History, new AlertHistoryEntry(version, Now, kind, by, note, alert.Priority)],
        };
        Changes.Add(new AlertChange(kind, open.Alert));
        State.Touch();
    }

    /// <summary>Whether the condition holds on any other series than this one.</summary>
    public bool Holds(CompiledRule rule, Series? except)
    {
        foreach (var series in State.AllSeries)
        {
            var place = Plan.PlaceOf(rule.Index, series.Kind);
            if (place >= 0 && series != except && (except is null || series.Test == except.Test) && series.Tracks[place].Current.Active)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Measurement time of the newest breach on any series.</summary>
    public Instant LastBreach(CompiledRule rule, bool test)
    {
        var last = Instant.Min;
        foreach (var series in State.AllSeries)
        {
            var place = Plan.PlaceOf(rule.Index, series.Kind);
            if (place >= 0 && series.Test == test && series.Tracks[place].Current.LastBreach > last)
            {
                last = series.Tracks[place].Current.LastBreach;
            }
        }

        return last;
    }

    /// <summary>A breach on one series ends the good runs of the others.</summary>
    public void Interrupt(Series breaching, CompiledRule rule, Instant time)
    {
        foreach (var series in State.AllSeries)
        {
            var place = Plan.PlaceOf(rule.Index, series.Kind);
            if (place >= 0 && series != breaching && series.Test == breaching.Test && series.Tracks[place].Current.ClearStart <= time)
            {
                series.Tracks[place].Current.ClearCount = 0;
            }
        }
    }

    /// <summary>The condition is over: the series that showed it has cleared, and the others begin anew with their next reading.</summary>
    public void Settle(CompiledRule rule, Series cleared)
    {
        foreach (var series in State.AllSeries)
        {
            var place = Plan.PlaceOf(rule.Index, series.Kind);
            if (series == cleared)
            {
                series.Tracks[place].Current.Settle();
            }
            else if (place >= 0 && series.Test == cleared.Test)
            {
                series.Tracks[place] = Track.New(State.Position);
            }
        }
    }

    /// <summary>Sets what is to happen by itself. An alert about the past and one of a test hurry nobody.</summary>
    private void StartTimers(OpenAlert open, CompiledRule rule)
    {
        open.ReackDue = Instant.Max;
        var quiet = open.Alert.Late || open.Alert.Test;
        open.EscalateDue = !quiet && rule.Definition.Escalate is { } escalate ? Now + escalate : Instant.Max;
        open.RepeatDue = !open.Alert.Late && rule.Definition.Raise is { } raise && open.Alert.Priority < raise.To ? Now + raise.Within : Instant.Max;
    }
}
