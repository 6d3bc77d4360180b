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

    /// <summary>Whether an alert of the rule is active.</summary>
    public bool IsWatched(CompiledRule rule, bool test) => State.ActiveCount > 0 && State.ActiveOf(PatientState.Slot(rule, test)) is not null;

    /// <summary>Raises a rule's alert on what a series has shown.</summary>
    public OpenAlert Raise(Series series, CompiledRule rule, in RuleProgress progress, bool late)
    {
        var alert = Evidence.Alert(this, rule, series.Device, series.Test, progress.ConfirmedFirst, late);
        alert = Evidence.Attach(this, alert, series, rule, progress);
        return Open(rule, alert, progress.ConfirmedStart);
    }

    /// <summary>Opens an alert and says so.</summary>
    public OpenAlert Open(CompiledRule rule, Alert alert, Instant firstBreach)
    {
        var open = new OpenAlert(alert, rule.Hash) { FirstBreach = firstBreach };
        State.Open.Add(open);
        State.SetActive(PatientState.Slot(rule, alert.Test), open);
        StartTimers(open, rule);
        Change(open, AlertChangeKind.Raised, open.Alert, null, null);
        return open;
    }

    /// <summary>The condition is back, or no longer only of the past: the acknowledgement covers it no more.</summary>
    public void Reraise(OpenAlert open, Series series, CompiledRule rule, in RuleProgress progress, bool late)
    {
        open.RuleHash = rule.Hash;
        var alert = Evidence.Attach(this, open.Alert, series, rule, progress) with
        {
            Acknowledged = false,
            AcknowledgedAt = null,
            AcknowledgedBy = null,
            SnoozedUntil = null,
            Unanswered = false,
            Late = open.Alert.Late && late,
            PackHash = rule.Pack.Hash,
        };
        open.Alert = alert;
        StartTimers(open, rule);
        Change(open, AlertChangeKind.Reraised, open.Alert, null, null);
    }

    /// <summary>A silence that an older version of its rule told stands again, and for this version.</summary>
    public void Adopt(OpenAlert open, CompiledRule rule, Instant lastSeen)
    {
        open.RuleHash = rule.Hash;
        open.FirstBreach = lastSeen;
        open.Alert = open.Alert with
        {
            Acknowledged = false,
            AcknowledgedAt = null,
            AcknowledgedBy = null,
            SnoozedUntil = null,
            Unanswered = false,
            ReadingTime = lastSeen,
            PackHash = rule.Pack.Hash,
        };
        StartTimers(open, rule);
        Change(open, AlertChangeKind.Reraised, open.Alert, null, null);
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
            Unanswered = false,
        };
        open.Alert = alert;
        StartTimers(open, rule);
        Change(open, AlertChangeKind.PriorityRaised, open.Alert, null, why);
    }

    /// <summary>Lets the priority fall back; the acknowledgement stays.</summary>
    public void LowerPriority(OpenAlert open, AlertPriority priority, string why) =>
        Change(open, AlertChangeKind.PriorityLowered, open.Alert with { Priority = priority }, null, why);

    /// <summary>The condition cleared by itself. Unacknowledged it stays open until somebody has seen it.</summary>
    public void Resolve(OpenAlert open, CompiledRule rule, bool test, string resolution = "condition-cleared")
    {
        State.SetActive(PatientState.Slot(rule, test), null);
        Close(open, AlertChangeKind.ResolvedByCondition, open.Alert with { Resolution = resolution }, null, null);
    }

    /// <summary>Ends an alert's activity and forgets it once it is acknowledged too.</summary>
    public void Close(OpenAlert open, AlertChangeKind kind, Alert alert, string? by, string? note)
    {
        open.StopTimers();
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
            History = [.. Past(alert, kind), new AlertHistoryEntry(version, Now, kind, by, note, alert.Priority)],
        };
        Changes.Add(new AlertChange(kind, open.Alert));
        State.Touch();
    }

    // Telling again every five minutes for a month is one line, not nine thousand.
    private static IEnumerable<AlertHistoryEntry> Past(Alert alert, AlertChangeKind next) =>
        next == AlertChangeKind.Renotified && alert.History is [.., { Change: AlertChangeKind.Renotified, By: null }]
            ? alert.History.Take(alert.History.Count - 1)
            : alert.History;

    /// <summary>Whether the condition holds on any other series than this one.</summary>
    public bool Holds(CompiledRule rule, Series? except)
    {
        foreach (var series in State.AllSeries)
        {
            var place = Plan.PlaceOf(rule.Index, series.Kind);
            if (place >= 0 && series != except && (except is null || series.Test == except.Test) && series.Progress(place).Active)
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
            if (place >= 0 && series.Test == test && series.Progress(place).LastBreach is var breach && breach > last)
            {
                last = breach;
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
            if (place >= 0 && series != breaching && series.Test == breaching.Test && series.IndexOf(place) is var index and >= 0
                && series.Tracks[index].Current.ClearStart <= time)
            {
                series.Tracks[index].Current.ClearCount = 0;
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
                series.Track(place).Current.Settle(Now);
            }
            else if (place >= 0 && series.Test == cleared.Test)
            {
                series.StartAnew(place, State.Position);
            }
        }
    }

    /// <summary>Sets what is to happen by itself. An alert about the past and one of a test hurry nobody.</summary>
    private void StartTimers(OpenAlert open, CompiledRule rule)
    {
        open.StopTimers();
        var quiet = open.Alert.Late || open.Alert.Test;
        open.EscalateDue = Due(rule.Definition.Escalate, quiet);
        open.RenotifyDue = Due(rule.Definition.Renotify, quiet);
        open.ReviewDue = Due(rule.Definition.ReviewWithin, open.Alert.Test);
        open.RepeatDue = rule.Definition.Raise is { Within: { } within } raise && open.Alert.Priority < raise.To ? Due(within, open.Alert.Late) : Instant.Max;
        open.Alert = open.Alert with { ReviewBy = open.ReviewDue == Instant.Max ? null : open.ReviewDue };
    }

    private Instant Due(TimeSpan? span, bool never) => !never && span is { } given ? Now + given : Instant.Max;
}
