namespace Rpm.Telemetry.Traces;

/// <summary>One line of a trace file: one number of one subject at one time.</summary>
/// <param name="Line">Line in the file, the header being 1.</param>
/// <param name="Clock">The time as written, without a zone.</param>
/// <param name="Offset">The offset from UTC where one was written; null = local time of an unknown zone.</param>
/// <param name="Value">The number exactly as written.</param>
public sealed record TraceRow(int Line, string Subject, DateTime Clock, TimeSpan? Offset, string Metric, string Value, string Unit);
