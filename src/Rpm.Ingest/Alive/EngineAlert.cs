using System.Globalization;
using Rpm.Rules.Alerts;
using Rpm.Rules.Monitoring;
using Rpm.Telemetry;

namespace Rpm.Ingest.Alive;

/// <summary>
/// One condition of the engine and its alert: not found → found → told → not found → over. Spans are measured by
/// <c>elapsed</c>, which no change of the clock touches; <c>now</c> only dates what happens.
/// </summary>
internal sealed class EngineAlert(string rule)
{
    private TimeSpan? _foundSince;
    private TimeSpan? _goneSince;
    private TimeSpan? _reackAt;

    /// <summary>The alert while it is active or unacknowledged; null = there is none.</summary>
    public Alert? Open { get; private set; }

    /// <summary>Nothing to remember.</summary>
    public bool Idle => Open is null && _foundSince is null;

    /// <summary>Takes up an alert that an earlier process left open.</summary>
    public void Restore(Alert alert, TimeSpan elapsed, Instant now)
    {
        Open = alert;
        if (alert is { Active: true, Acknowledged: true, AcknowledgedAt: { } at } && EngineConditions.Of(rule) is { } condition)
        {
            var over = now - at;
            _reackAt = elapsed + (over >= condition.Reack || over < TimeSpan.Zero ? TimeSpan.Zero : condition.Reack - over);
        }
    }

    /// <summary>What the engine looks like now.</summary>
    /// <param name="finding">Null = not found.</param>
    /// <param name="sequence">Of the newest stored change: what makes the name of a new alert its own, even while the clock stands still.</param>
    public void Look(EngineFinding? finding, TimeSpan elapsed, Instant now, long sequence, List<AlertChange> changes)
    {
        if (finding is { } found)
        {
            Found(found, elapsed, now, sequence, changes);
        }
        else
        {
            Gone(elapsed, now, changes);
        }

        if (Open is { Active: true, SnoozedUntil: { } until } && until <= now)
        {
            Change(AlertChangeKind.Renotified, Open with { SnoozedUntil = null }, now, changes, note: "snooze ended");
        }

        if (Open is { Active: true, Acknowledged: true } && _reackAt <= elapsed)
        {
            _reackAt = null;
            Change(AlertChangeKind.Reraised, TakenBack(Open), now, changes, note: "still active");
        }
    }

    /// <summary>A person acted; false where it does not apply to the alert as it stands.</summary>
    public bool Act(AlertAction action, TimeSpan elapsed, Instant now, List<AlertChange> changes)
    {
        if (Open is not { } alert)
        {
            return false;
        }

        switch (action.Kind)
        {
            case AlertActionKind.Acknowledge when !alert.Acknowledged:
                _reackAt = elapsed + (EngineConditions.Of(rule)?.Reack ?? TimeSpan.Zero);
                Change(AlertChangeKind.Acknowledged, alert with { Acknowledged = true, AcknowledgedAt = now, AcknowledgedBy = action.By }, now, changes, action.By, action.Note);
                return true;
            case AlertActionKind.Assign:
                Change(AlertChangeKind.Assigned, alert with { Assignee = action.Assignee }, now, changes, action.By, action.Note);
                return true;
            case AlertActionKind.Comment when !string.IsNullOrWhiteSpace(action.Note):
                Change(AlertChangeKind.Commented, alert, now, changes, action.By, action.Note);
                return true;
            case AlertActionKind.Snooze when alert.Active && action.Until is { } until && until > now && until <= now + SnoozeBounds.Longest(alert.Priority):
                Change(AlertChangeKind.Snoozed, alert with { SnoozedUntil = until }, now, changes, action.By, action.Note);
                return true;
            case AlertActionKind.Resolve when alert.Active && (action.Reason == Alerts.AlertActions.WrongData || _goneSince is not null):
                // Where it is still found it is told again after its span, as a new alert: nobody can hide what holds.
                _foundSince = null;
                Resolve(
                    AlertChangeKind.ResolvedByPerson,
                    alert with { Acknowledged = true, AcknowledgedAt = alert.AcknowledgedAt ?? now, AcknowledgedBy = alert.AcknowledgedBy ?? action.By },
                    action.Reason!, now, changes, action.By, action.Note);
                return true;
            default:
                return false;
        }
    }

    private void Found(EngineFinding finding, TimeSpan elapsed, Instant now, long sequence, List<AlertChange> changes)
    {
        if (Open is { Active: true })
        {
            _goneSince = null;
            return;
        }

        if (!finding.Raises)
        {
            _foundSince = null;
            return;
        }

        _foundSince ??= elapsed;
        if (elapsed - _foundSince < finding.Condition.RaiseAfter)
        {
            return;
        }

        (_foundSince, _goneSince, _reackAt) = (null, null, null);
        if (Open is { } before)
        {
            // Nobody has looked at the last time yet: one alert that came back says more than a pile of them.
            Change(AlertChangeKind.Reraised, TakenBack(before) with { Active = true, Resolved = null, Resolution = null }, now, changes, note: finding.Detail);
        }
        else
        {
            Open = New(finding, now, sequence);
            Change(AlertChangeKind.Raised, Open, now, changes, note: finding.Detail);
        }
    }

    private void Gone(TimeSpan elapsed, Instant now, List<AlertChange> changes)
    {
        _foundSince = null;
        if (Open is not { Active: true } alert)
        {
            return;
        }

        // A condition that this build no longer knows cannot be found again.
        _goneSince ??= elapsed;
        if (elapsed - _goneSince >= (EngineConditions.Of(rule)?.ClearAfter ?? TimeSpan.Zero))
        {
            Resolve(AlertChangeKind.ResolvedByCondition, alert, "condition-cleared", now, changes);
        }
    }

    private void Resolve(
        AlertChangeKind kind, Alert alert, string resolution, Instant now, List<AlertChange> changes, string? by = null, string? note = null)
    {
        (_goneSince, _reackAt) = (null, null);
        Change(kind, alert with { Active = false, Resolved = now, Resolution = resolution, SnoozedUntil = null }, now, changes, by, note);
    }

    private void Change(AlertChangeKind kind, Alert alert, Instant now, List<AlertChange> changes, string? by = null, string? note = null)
    {
        var version = kind == AlertChangeKind.Raised ? 1 : alert.Version + 1;
        alert = alert with { Version = version, History = [.. alert.History, new AlertHistoryEntry(version, now, kind, by, note, alert.Priority)] };
        changes.Add(new AlertChange(kind, alert));
        Open = alert.Active || !alert.Acknowledged ? alert : null;
    }

    private static Alert TakenBack(Alert alert) =>
        alert with { Acknowledged = false, AcknowledgedAt = null, AcknowledgedBy = null, SnoozedUntil = null };

    private static Alert New(EngineFinding finding, Instant now, long sequence) => new()
    {
        Id = AlertId.Of(string.Create(CultureInfo.InvariantCulture, $"{EnginePatient.Id}|{EnginePatient.Pack}/{finding.Rule}|{now.UnixMilliseconds}|{sequence}")),
        Version = 1,
        Patient = EnginePatient.Id,
        Device = null,
        Rule = finding.Rule,
        Pack = EnginePatient.Pack,
        PackHash = EnginePatient.PackHash,
        Title = finding.Subject is { } subject ? $"{finding.Condition.Title} ({subject})" : finding.Condition.Title,
        Class = AlertClass.Technical,
        Priority = finding.Condition.Priority,
        Critical = false,
        Active = true,
        Raised = now,
        Action = finding.Condition.Action,
        Evidence = [],
        Limits = [],
        History = [],
    };
}
