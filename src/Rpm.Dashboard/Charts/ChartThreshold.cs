namespace Rpm.Dashboard.Charts;

/// <summary>A limit, drawn as a line with its words.</summary>
public sealed record ChartThreshold(double Value, string Label);
