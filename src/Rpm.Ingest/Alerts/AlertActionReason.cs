namespace Rpm.Ingest.Alerts;

/// <summary>Why an action on an alert was not done, or that it was. <see cref="AlertActionReasons.Code"/> gives the word on the wire.</summary>
internal enum AlertActionReason
{
    None = 0,
    UnknownAlert,
    /// <summary>Resolved and acknowledged: nothing more can be done with it.</summary>
    AlertClosed,
    AlreadyAcknowledged,
    AlreadyResolved,
    AlreadyAssigned,
    /// <summary>The condition holds, and the reason is not <c>wrong-data</c>.</summary>
    ConditionHolds,
    CriticalNotSnoozable,
    /// <summary>Only an active alert can be snoozed.</summary>
    NotActive,
    /// <summary>The monitor judged the action and did not make the change.</summary>
    NotApplied,
    /// <summary>The action is in the journal; the monitor has not judged it in time.</summary>
    Pending,
    /// <summary>The journal takes nothing now; the action was not recorded.</summary>
    IntakeStopped,
}
