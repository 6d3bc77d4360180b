namespace Rpm.Telemetry.Traces;

/// <summary>A whole trace as readings, oldest first. <c>Rows = Σ Readings.Rows + Skipped.Count</c>, always.</summary>
/// <param name="Rows">Lines behind the header.</param>
public sealed record JoinedTrace(int Rows, IReadOnlyList<TraceReading> Readings, IReadOnlyList<SkippedRow> Skipped);
