namespace Rpm.Telemetry.Traces;

/// <summary>A row that becomes part of no reading.</summary>
/// <param name="Detail">The metric, or the field that could not be read; never a value.</param>
public readonly record struct SkippedRow(int Line, SkipReason Reason, string Detail);
