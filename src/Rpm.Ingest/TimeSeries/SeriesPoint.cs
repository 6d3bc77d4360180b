using Rpm.Telemetry;

namespace Rpm.Ingest.TimeSeries;

/// <summary>One value in the measure's canonical unit.</summary>
internal readonly record struct SeriesPoint(Instant Time, double Value, Kind Kind, string Device, Comparator Comparator);
