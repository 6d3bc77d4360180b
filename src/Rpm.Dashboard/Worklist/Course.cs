using Rpm.Telemetry;

namespace Rpm.Dashboard.Worklist;

/// <summary>A measure's last six hours in slots of four minutes, oldest first; a slot without a reading is left out.</summary>
public sealed record Course(IReadOnlyList<CourseSlot> Slots)
{
    /// <summary>How far back it reaches.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromHours(6);

    /// <summary>Length of a slot.</summary>
    public static readonly TimeSpan Slot = TimeSpan.FromMinutes(4);

    /// <summary>The most extreme value since a time; null where nothing came.</summary>
    /// <param name="low">Whether low is bad.</param>
    public double? Worst(Instant since, bool low)
    {
        double? worst = null;
        foreach (var slot in Slots)
        {
            if (slot.Time + Slot > since)
            {
                worst = low ? Math.Min(worst ?? slot.Least, slot.Least) : Math.Max(worst ?? slot.Most, slot.Most);
            }
        }

        return worst;
    }
}
