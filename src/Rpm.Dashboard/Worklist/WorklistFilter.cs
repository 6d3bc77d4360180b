using Rpm.Rules.Alerts;

namespace Rpm.Dashboard.Worklist;

/// <summary>Which rows are wanted. Lives in the address, so that a view can be kept and passed on.</summary>
/// <param name="Priorities">Empty = every one.</param>
/// <param name="Show">Null = whoever has an open alert.</param>
/// <param name="Panel">Only the person's own panel.</param>
/// <param name="Text">Part of name, MRN or id.</param>
public sealed record WorklistFilter(IReadOnlySet<AlertPriority> Priorities, string? Show, bool Panel, string? Text)
{
    /// <summary>Unacknowledged alerts only.</summary>
    public const string New = "new";

    /// <summary>Owned by whoever asks.</summary>
    public const string Mine = "mine";

    /// <summary>Nothing measured today.</summary>
    public const string Unmeasured = "unmeasured";

    /// <summary>Patients without alerts, too.</summary>
    public const string Everyone = "everyone";

    private static readonly AlertPriority[] Ordered = [AlertPriority.High, AlertPriority.Medium, AlertPriority.Low];

    /// <summary>Nothing asked for.</summary>
    public static WorklistFilter None { get; } = new(new HashSet<AlertPriority>(), null, false, null);

    /// <summary>From the address's parameters; what is not known there is as if it were not there.</summary>
    public static WorklistFilter Parse(string? priority, string? show, string? panel, string? text)
    {
        var priorities = (priority ?? "").Split(',').SelectMany(p => Ordered.Where(o => Word(o) == p)).ToHashSet();
        return new(priorities, show is New or Mine or Unmeasured or Everyone ? show : null, panel == Mine, string.IsNullOrWhiteSpace(text) ? null : text.Trim());
    }

    /// <summary>The address of the page with this filter.</summary>
    public string ToAddress()
    {
        var parts = new List<string>();
        if (Priorities.Count > 0)
        {
            parts.Add("priority=" + string.Join(',', Ordered.Where(Priorities.Contains).Select(Word)));
        }

        if (Show is not null)
        {
            parts.Add("show=" + Show);
        }

        if (Panel)
        {
            parts.Add("panel=" + Mine);
        }

        if (Text is not null)
        {
            parts.Add("q=" + Uri.EscapeDataString(Text));
        }

        return parts.Count == 0 ? "/" : "/?" + string.Join('&', parts);
    }

    /// <summary>With a priority added, or taken away where it is there.</summary>
    public WorklistFilter Toggle(AlertPriority priority) =>
        this with { Priorities = Priorities.Contains(priority) ? Priorities.Where(p => p != priority).ToHashSet() : [.. Priorities, priority] };

    /// <summary>With this view, or without it where it is on.</summary>
    public WorklistFilter Toggle(string show) => this with { Show = Show == show ? null : show };

    private static string Word(AlertPriority priority) => priority switch { AlertPriority.High => "high", AlertPriority.Medium => "medium", _ => "low" };
}
