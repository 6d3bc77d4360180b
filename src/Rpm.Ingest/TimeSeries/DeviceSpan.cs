using Rpm.Telemetry;

namespace Rpm.Ingest.TimeSeries;

/// <summary>The newest that a device sent within a query: measured, and received.</summary>
internal readonly record struct DeviceSpan(string Device, Instant LastMeasured, Instant LastReceived);
