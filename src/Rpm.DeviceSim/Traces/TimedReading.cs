using Rpm.Telemetry;

namespace Rpm.DeviceSim.Traces;

/// <summary>A reading of a trace at the time it is sent with.</summary>
/// <param name="OffsetMinutes">Offset of the assumed zone at that time, in minutes east of UTC.</param>
internal readonly record struct TimedReading(TraceReading Source, Instant Time, short OffsetMinutes);
