using Rpm.Telemetry;

namespace Rpm.Ingest.Http.Ward;

/// <summary>A measure's newest value, as sent, and when it was measured.</summary>
internal sealed record WardValue(Kind Kind, Measure Measure, Quantity Quantity, Instant Time, bool Test);
