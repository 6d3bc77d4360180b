using System.Globalization;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Ingest.Fhir;

/// <summary>
/// An alert's life in R4's words. A Task is requested until somebody acknowledges, even when the condition has gone; accepted
/// when acknowledged and active; completed when both. R4 has no code system for alert states: businessStatus uses Rpm's own.
/// </summary>
internal static class AlertLife
{
    /// <summary>Resolution of an alert whose data was wrong.</summary>
    public const string WrongData = "wrong-data";

    public const string Requested = "requested";
    public const string Accepted = "accepted";
    public const string Completed = "completed";
    public const string EnteredInError = "entered-in-error";
    public const string Active = "active";
    public const string Revoked = "revoked";

    /// <summary>Task.status.</summary>
    public static string TaskStatus(Alert alert) =>
        IsWrong(alert) ? EnteredInError
        : !alert.Acknowledged ? Requested
        : alert.Active ? Accepted
        : Completed;

    /// <summary>Task.businessStatus, a code of <see cref="FhirSystems.AlertState"/>.</summary>
    public static string State(Alert alert) =>
        IsWrong(alert) ? "invalid"
        : !alert.Active ? (alert.Resolution is null or "condition-cleared" ? "auto-resolved" : "resolved")
        : alert.Acknowledged ? "acknowledged"
        : alert.Tier > 1 ? "escalated"
        : "raised";

    /// <summary>Task.priority and CommunicationRequest.priority.</summary>
    public static string Priority(AlertPriority priority) => priority switch
    {
        AlertPriority.High => "stat",
        AlertPriority.Medium => "asap",
        _ => "routine",
    };

    public static bool IsWrong(Alert alert) => !alert.Active && alert.Resolution == WrongData;

    /// <summary>When the alert last changed.</summary>
    public static Instant Updated(Alert alert) => alert.History.Count > 0 ? alert.History[^1].At : alert.Raised;

    public static string NotificationId(string alert, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{FhirIds.Of(alert)}.{number}");

    /// <summary>The tellings so far, oldest first. None for a test alert: it never reaches a notifier.</summary>
    public static IReadOnlyList<AlertNotification> Notifications(Alert alert)
    {
        if (alert.Test)
        {
            return [];
        }

        var history = alert.History.Any(h => IsTelling(h.Change))
            ? alert.History
            : [new AlertHistoryEntry(1, alert.Raised, AlertChangeKind.Raised, null, null, alert.Priority), .. alert.History];
        var notifications = new List<AlertNotification>();
        for (var i = 0; i < history.Count; i++)
        {
            if (!IsTelling(history[i].Change))
            {
                continue;
            }

            var end = i + 1;
            while (end < history.Count && !IsTelling(history[end].Change))
            {
                end++;
            }

            var answers = history.Skip(i + 1).Take(end - i - 1).ToList();
            var acknowledgement = answers.Find(a => a.Change == AlertChangeKind.Acknowledged);
            var answered = acknowledgement is not null || answers.Exists(a => a.Change == AlertChangeKind.ResolvedByPerson);
            var last = end == history.Count;
            var status = last && IsWrong(alert) ? EnteredInError
                : answered || (last && alert.Acknowledged) ? Completed
                : last ? Active
                : Revoked;
            notifications.Add(new AlertNotification(
                notifications.Count + 1, history[i].At, history[i].Change, history[i].Priority, status, acknowledgement?.At, acknowledgement?.By));
        }

        return notifications;
    }

    private static bool IsTelling(AlertChangeKind change) => change
        is AlertChangeKind.Raised or AlertChangeKind.Reraised or AlertChangeKind.PriorityRaised or AlertChangeKind.Escalated or AlertChangeKind.Renotified;
}
