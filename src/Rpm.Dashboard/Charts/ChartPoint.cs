using Rpm.Telemetry;

namespace Rpm.Dashboard.Charts;

/// <summary>One measured point as it is drawn.</summary>
/// <param name="Value">In the chart's unit; of a range its upper end.</param>
/// <param name="Text">The value as sent, for the reader.</param>
/// <param name="Low">Lower end of a range (diastolic); null for a single value.</param>
public readonly record struct ChartPoint(Instant Time, double Value, string Text, PointMarks Marks = PointMarks.None, double? Low = null);
