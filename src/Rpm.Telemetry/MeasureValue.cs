namespace Rpm.Telemetry;

/// <summary>One member of a reading.</summary>
public readonly record struct MeasureValue(Measure Measure, Quantity Quantity);
