namespace Rpm.Rules.Alerts;

/// <summary>How long an alert may be quiet.</summary>
public static class SnoozeBounds
{
    /// <summary>The longest snooze: an hour of quiet must not outlive what the priority tolerates. A project choice; sites may ask for less.</summary>
    public static TimeSpan Longest(AlertPriority priority) => priority switch
    {
        AlertPriority.High => TimeSpan.FromMinutes(15),
        AlertPriority.Medium => TimeSpan.FromHours(4),
        _ => TimeSpan.FromHours(24),
    };
}
