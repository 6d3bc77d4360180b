using Rpm.Telemetry;

namespace Rpm.Dashboard.Patients;

/// <summary>The newest value of a measure, as sent.</summary>
public sealed record LatestValue(Kind Kind, Measure Measure, Quantity Quantity, Instant Time, bool Test);
