namespace Rpm.Dashboard.Charts;

/// <summary>A stretch of values with a meaning, drawn behind the readings.</summary>
/// <param name="From">Lower end; null = the axis' end.</param>
/// <param name="To">Upper end; null = the axis' end.</param>
/// <param name="Style">Names the CSS class <c>band-…</c>.</param>
public sealed record ChartBand(double? From, double? To, string Style, string Label);
