using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

public sealed partial class SilenceGroups
{
    /// <summary>
    /// A person acted on a group's alert. What is to hold for its members too (acknowledge, snooze, resolve) is journaled for each of
    /// them before this, so that no member is left behind without it.
    /// </summary>
    public AlertActionResult Act(AlertAction action, Instant at, List<AlertChange> told)
    {
        Advance(at, told);
        if (string.IsNullOrWhiteSpace(action.By))
        {
            return AlertActionResult.Incomplete;
        }

        if (_groups.Find(g => g.Alert.Id == action.Alert) is not { } group)
        {
            return AlertActionResult.NotFound;
        }

        switch (action.Kind)
        {
            case AlertActionKind.Acknowledge:
                return Acknowledge(group, action, told);
            case AlertActionKind.Snooze:
                return Snooze(group, action, told);
            case AlertActionKind.Resolve:
                return Resolve(group, action, told);
            case AlertActionKind.Assign:
                told.Add(group.Change(AlertChangeKind.Assigned, group.Alert with { Assignee = action.Assignee }, _now, action.By, action.Note));
                return AlertActionResult.Done;
            default:
                if (string.IsNullOrWhiteSpace(action.Note))
                {
                    return AlertActionResult.Incomplete;
                }

                told.Add(group.Change(AlertChangeKind.Commented, group.Alert, _now, action.By, action.Note));
                return AlertActionResult.Done;
        }
    }

    private AlertActionResult Acknowledge(SilenceGroup group, AlertAction action, List<AlertChange> told)
    {
        if (group.Alert.Acknowledged)
        {
            return AlertActionResult.NothingToDo;
        }

        told.Add(group.Change(
            AlertChangeKind.Acknowledged,
            group.Alert with { Acknowledged = true, AcknowledgedAt = _now, AcknowledgedBy = action.By, Unanswered = false }, _now, action.By, action.Note));
        Changed(group); // a member that joined since is not covered by it
        CloseIfDone(group, told);
        return AlertActionResult.Done;
    }

    private AlertActionResult Snooze(SilenceGroup group, AlertAction action, List<AlertChange> told)
    {
        if (action.Until is not { } until)
        {
            return AlertActionResult.Incomplete;
        }

        if (!group.Alert.Active)
        {
            return AlertActionResult.NothingToDo;
        }

        if (until <= _now || until > _now + SnoozeBounds.Longest(group.Alert.Priority))
        {
            return AlertActionResult.SnoozeOutOfBounds;
        }

        told.Add(group.Change(AlertChangeKind.Snoozed, group.Alert with { SnoozedUntil = until }, _now, action.By, action.Note));
        return AlertActionResult.Done;
    }

    private AlertActionResult Resolve(SilenceGroup group, AlertAction action, List<AlertChange> told)
    {
        if (string.IsNullOrWhiteSpace(action.Reason))
        {
            return AlertActionResult.Incomplete;
        }

        if (!group.Alert.Active)
        {
            return AlertActionResult.NothingToDo;
        }

        if (action.Reason != Actions.WrongData && group.SilentPatients > 0)
        {
            return AlertActionResult.ConditionHolds;
        }

        Resolve(group, AlertChangeKind.ResolvedByPerson, action.Reason, action.By, action.Note, told);
        return AlertActionResult.Done;
    }
}
