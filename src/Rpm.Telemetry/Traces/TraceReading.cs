namespace Rpm.Telemetry.Traces;

/// <summary>A reading made of the rows that were taken together; its time is still the trace's own.</summary>
/// <param name="Subject">The trace's subject.</param>
/// <param name="Device">Identifier of the device, fit for a topic, without the prefix of the replay.</param>
/// <param name="Rows">How many rows were joined into it.</param>
public sealed record TraceReading(
    string Subject, string Device, Kind Kind, DateTime Clock, TimeSpan? Offset, MeasureValues Values, int Rows);
