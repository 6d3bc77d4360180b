namespace Rpm.Dashboard.Charts;

/// <summary>How points are drawn.</summary>
public enum ChartKind
{
    /// <summary>A line, broken at gaps.</summary>
    Line,
    /// <summary>A bar from the lower to the upper end.</summary>
    Range,
}
