namespace Rpm.DeviceSim.Reports;

/// <summary>A line of a chart. A point without value is a gap and stays one.</summary>
/// <param name="Style">Its class in the page's style sheet.</param>
internal sealed record ChartLine(string Name, string Style, IReadOnlyList<(double X, double? Y)> Points);
