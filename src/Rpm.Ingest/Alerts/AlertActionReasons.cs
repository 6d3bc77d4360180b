namespace Rpm.Ingest.Alerts;

/// <summary>Codes and sentences of <see cref="AlertActionReason"/>.</summary>
internal static class AlertActionReasons
{
    public static string Code(AlertActionReason reason) => reason switch
    {
        AlertActionReason.UnknownAlert => "unknown-alert",
        AlertActionReason.AlertClosed => "alert-closed",
        AlertActionReason.AlreadyAcknowledged => "already-acknowledged",
        AlertActionReason.AlreadyResolved => "already-resolved",
        AlertActionReason.AlreadyAssigned => "already-assigned",
        AlertActionReason.ConditionHolds => "condition-holds",
        AlertActionReason.CriticalNotSnoozable => "critical-not-snoozable",
        AlertActionReason.NotActive => "not-active",
        AlertActionReason.NotApplied => "not-applied",
        AlertActionReason.Pending => "pending",
        AlertActionReason.IntakeStopped => "intake-stopped",
        _ => "",
    };

    public static string Sentence(AlertActionReason reason) => reason switch
    {
        AlertActionReason.UnknownAlert => "There is no alert with this id.",
        AlertActionReason.AlertClosed => "The alert is resolved and acknowledged; nothing more can be done with it.",
        AlertActionReason.AlreadyAcknowledged => "The alert is acknowledged already.",
        AlertActionReason.AlreadyResolved => "The alert is resolved already.",
        AlertActionReason.AlreadyAssigned => "The alert is assigned so already.",
        AlertActionReason.ConditionHolds => "The condition still holds. Only the reason wrong-data resolves the alert before it clears.",
        AlertActionReason.CriticalNotSnoozable => "A critical alert cannot be snoozed.",
        AlertActionReason.NotActive => "Only an active alert can be snoozed.",
        AlertActionReason.NotApplied => "The alert changed meanwhile, and the action no longer applied.",
        AlertActionReason.Pending => "The action is recorded and will be applied.",
        AlertActionReason.IntakeStopped => "The engine records nothing now; the action was not recorded. Try again.",
        _ => "",
    };
}
