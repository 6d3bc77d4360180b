using Rpm.Ingest.Alive;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Pipeline;
using Rpm.Rules.Alerts;

namespace Rpm.Ingest.Alerts;

/// <summary>
/// A person's way to an alert: the action goes into the journal, the monitor judges it in order with everything else, and
/// the answer is the alert after that. What certainly cannot be done is refused before it is recorded; the monitor has the
/// last word.
/// </summary>
/// <param name="ruleInForce">
/// Whether the alert's rule still judges the patient. Where it does not, nothing can clear the alert any more, so a person
/// may resolve it for any reason.
/// </param>
/// <param name="engine">Owner of the engine's own alerts, which pass by the journal: it may be what is in trouble.</param>
internal sealed class AlertActions(
    AlertStore store, IJournal journal, IMonitorClock monitor, Func<Alert, bool> ruleInForce, TimeProvider time, EngineAlerts? engine = null)
{
    /// <summary>The reason that resolves an alert while its condition holds.</summary>
    public const string WrongData = "wrong-data";

    /// <summary>How long an action is waited for; after that its answer is <see cref="AlertActionReason.Pending"/>.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>Does the action; its <see cref="AlertAction.Patient"/> is filled in from the alert.</summary>
    public async Task<AlertActionResult> ActAsync(AlertAction action, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(action.Alert, cancellationToken) is not { } before)
        {
            return new(AlertActionReason.UnknownAlert, null);
        }

        if (Refuse(before, action) is var refused and not AlertActionReason.None)
        {
            return new(refused, before);
        }

        action = action with { Patient = before.Patient };
        if (EnginePatient.Is(before.Patient) && !EnginePatient.IsSilentDevices(before))
        {
            var acted = engine?.Act(action) ?? false;
            var afterwards = await store.GetAsync(action.Alert, cancellationToken) ?? before;
            return new(!acted ? AlertActionReason.Pending : Judge(before, afterwards, action), afterwards);
        }

        long position;
        try
        {
            position = await journal.AppendAsync(Entries(before, action), cancellationToken);
        }
        catch (IntakeStoppedException)
        {
            return new(AlertActionReason.IntakeStopped, before);
        }

        var applied = await AppliedAsync(position, cancellationToken);
        var after = await store.GetAsync(action.Alert, cancellationToken) ?? before;
        return new(!applied ? AlertActionReason.Pending : Judge(before, after, action), after);
    }

    /// <summary>
    /// The action; where the alert stands for many, first the same for each of them, in one commit: what a person has seen of the
    /// group is seen of its members, and none of them stays behind open.
    /// </summary>
    private List<JournalEntry> Entries(Alert alert, AlertAction action)
    {
        var entries = new List<JournalEntry>();
        if (action.Kind is AlertActionKind.Acknowledge or AlertActionKind.Snooze or AlertActionKind.Resolve)
        {
            var members = action.Kind == AlertActionKind.Acknowledge ? alert.Members : alert.Members.Where(m => m.Heard is null);
            // One that was told by itself meanwhile is not the group's to act on.
            var open = store.Open.Alerts;
            entries.AddRange(members.Where(m => !open.ContainsKey(m.Alert)).Select(m => new AlertActed(action with { Alert = m.Alert, Patient = m.Patient })));
        }

        entries.Add(new AlertActed(action));
        return entries;
    }

    // Nothing but its members' silence, or the engine's own measurement, clears such an alert.
    private bool InForce(Alert alert) =>
        EnginePatient.IsSilentDevices(alert) ? alert.Members.Any(m => m.Heard is null)
        : EnginePatient.Is(alert.Patient) || ruleInForce(alert);

    private async Task<bool> AppliedAsync(long position, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            await monitor.WaitForAsync(position, either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Why the action cannot be done to the alert as it stands.</summary>
    private AlertActionReason Refuse(Alert alert, AlertAction action) => action.Kind switch
    {
        AlertActionKind.Acknowledge when alert.Acknowledged => AlertActionReason.AlreadyAcknowledged,
        AlertActionKind.Resolve when !alert.Active => AlertActionReason.AlreadyResolved,
        AlertActionKind.Resolve when action.Reason != WrongData && InForce(alert) => AlertActionReason.ConditionHolds,
        _ when !OpenAlerts.IsOpen(alert) => AlertActionReason.AlertClosed,
        AlertActionKind.Snooze when alert.Critical => AlertActionReason.CriticalNotSnoozable,
        AlertActionKind.Snooze when !alert.Active => AlertActionReason.NotActive,
        AlertActionKind.Assign when alert.Assignee == action.Assignee => AlertActionReason.AlreadyAssigned,
        _ => AlertActionReason.None,
    };

    /// <summary>Done when the history says so; otherwise what stood in the way, as the alert now stands.</summary>
    private AlertActionReason Judge(Alert before, Alert after, AlertAction action)
    {
        var change = ChangeOf(action.Kind);
        for (var i = after.History.Count - 1; i >= 0 && after.History[i].Version > before.Version; i--)
        {
            if (after.History[i].Change == change && after.History[i].By == action.By)
            {
                return AlertActionReason.None;
            }
        }

        var reason = Refuse(after, action);
        return reason == AlertActionReason.None ? AlertActionReason.NotApplied : reason;
    }

    private static AlertChangeKind ChangeOf(AlertActionKind action) => action switch
    {
        AlertActionKind.Acknowledge => AlertChangeKind.Acknowledged,
        AlertActionKind.Snooze => AlertChangeKind.Snoozed,
        AlertActionKind.Resolve => AlertChangeKind.ResolvedByPerson,
        AlertActionKind.Assign => AlertChangeKind.Assigned,
        AlertActionKind.Comment => AlertChangeKind.Commented,
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, null),
    };
}
