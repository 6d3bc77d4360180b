using Rpm.Rules.Alerts;

namespace Rpm.Dashboard.Worklist;

/// <summary>How long one may snooze, in minutes; none beyond the bound of the priority.</summary>
public static class SnoozeChoices
{
    private static readonly int[] All = [5, 15, 30, 60, 120, 240, 480, 1440];

    public static IReadOnlyList<int> For(AlertPriority priority) => [.. All.Where(m => TimeSpan.FromMinutes(m) <= SnoozeBounds.Longest(priority))];
}
