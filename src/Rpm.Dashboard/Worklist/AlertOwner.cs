using Rpm.Rules.Alerts;

namespace Rpm.Dashboard.Worklist;

/// <summary>Who has an alert: whoever acknowledged it or got it assigned, the later of the two.</summary>
public static class AlertOwner
{
    /// <summary>Null where nobody has it.</summary>
    public static string? Of(Alert alert)
    {
        for (var i = alert.History.Count - 1; i >= 0; i--)
        {
            var entry = alert.History[i];
            if (entry.Change == AlertChangeKind.Assigned)
            {
                return alert.Assignee;
            }

            if (entry.Change == AlertChangeKind.Acknowledged)
            {
                return entry.By;
            }
        }

        return alert.Assignee ?? alert.AcknowledgedBy;
    }

    /// <summary>From raised to acknowledged; null while nobody has.</summary>
    public static TimeSpan? TimeToAcknowledge(Alert alert)
    {
        foreach (var entry in alert.History)
        {
            if (entry.Change == AlertChangeKind.Acknowledged)
            {
                return entry.At - alert.Raised;
            }
        }

        return null;
    }
}
