namespace Rpm.Telemetry.Traces;

/// <summary>A reading of a trace at the time it is sent with.</summary>
/// <param name="OffsetMinutes">Offset of the assumed zone at that time, in minutes east of UTC.</param>
public readonly record struct TimedReading(TraceReading Source, Instant Time, short OffsetMinutes);
