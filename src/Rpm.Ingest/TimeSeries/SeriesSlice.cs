using Rpm.Telemetry;

namespace Rpm.Ingest.TimeSeries;

/// <summary>The part of a device's readings that belongs to somebody: one enrolment's span, half-open.</summary>
/// <param name="User">The device's user slot; null = every slot.</param>
internal sealed record SeriesSlice(string Device, short? User, Instant From, Instant To);
