using System.Globalization;
using Rpm.Rules.Alerts;

namespace Rpm.Dashboard.Worklist;

/// <summary>An alert's life in words.</summary>
internal static class AlertWording
{
    /// <summary>State for the row.</summary>
    public static string State(Alert alert) => (alert.Active, alert.Acknowledged) switch
    {
        (true, true) => "Acknowledged",
        (true, false) => alert.History.Any(h => h.Change == AlertChangeKind.Acknowledged) ? "Not acknowledged again" : "Not acknowledged",
        (false, false) => "Over, nobody has looked",
        _ => "Over",
    };

    public static string Change(AlertChangeKind change) => change switch
    {
        AlertChangeKind.Raised => "raised",
        AlertChangeKind.Reraised => "raised again",
        AlertChangeKind.PriorityRaised => "priority raised",
        AlertChangeKind.PriorityLowered => "priority lowered",
        AlertChangeKind.Acknowledged => "acknowledged",
        AlertChangeKind.Assigned => "assigned",
        AlertChangeKind.Snoozed => "snoozed",
        AlertChangeKind.Commented => "comment",
        AlertChangeKind.ResolvedByCondition => "over by itself",
        AlertChangeKind.ResolvedByPerson => "resolved",
        AlertChangeKind.Escalated => "escalated to the next tier",
        AlertChangeKind.Renotified => "told again",
        AlertChangeKind.MarkedForReview => "evidence changed, must be looked at",
        AlertChangeKind.MembersChanged => "devices changed",
        AlertChangeKind.Overdue => "overdue",
        AlertChangeKind.Unanswered => "nobody answers",
        _ => change.ToString(),
    };

    /// <summary>A span as people say it.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:F0} s"),
        { TotalMinutes: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:F0} min"),
        { TotalHours: < 48 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:F1} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:F0} d"),
    };

    /// <summary>Marks that change how an alert is read.</summary>
    public static IEnumerable<string> Remarks(Alert alert)
    {
        if (alert.Test)
        {
            yield return "TEST";
        }

        if (alert.Late)
        {
            yield return "late";
        }

        if (alert.Questionable)
        {
            yield return "doubtful reading";
        }

        if (alert.Review)
        {
            yield return "evidence changed";
        }

        if (alert.Unanswered)
        {
            yield return "nobody answers";
        }
    }
}
