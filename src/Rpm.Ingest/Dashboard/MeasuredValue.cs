using Rpm.Telemetry;

namespace Rpm.Ingest.Dashboard;

/// <summary>A measure's newest value, as sent, and when it was measured.</summary>
internal sealed record MeasuredValue(Kind Kind, Measure Measure, Quantity Quantity, Instant Time, bool Test);
