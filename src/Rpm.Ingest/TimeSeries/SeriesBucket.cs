using Rpm.Telemetry;

namespace Rpm.Ingest.TimeSeries;

/// <summary>A span's values in the measure's canonical unit. <see cref="Mean"/> is null when every value was clamped.</summary>
internal readonly record struct SeriesBucket(Instant Time, long Count, double Min, double? Mean, double Max);
