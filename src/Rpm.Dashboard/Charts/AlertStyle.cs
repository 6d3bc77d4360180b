using Rpm.Rules.Alerts;

namespace Rpm.Dashboard.Charts;

/// <summary>A priority as mark and word; the colour is the style sheet's (IEC 60601-1-8: red, yellow, cyan).</summary>
internal static class AlertStyle
{
    public static string Mark(AlertPriority priority) => priority switch { AlertPriority.High => "!!!", AlertPriority.Medium => "!!", _ => "!" };

    public static string Word(AlertPriority priority) => priority switch { AlertPriority.High => "high", AlertPriority.Medium => "medium", _ => "low" };
}
