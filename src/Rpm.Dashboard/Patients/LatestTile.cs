using Rpm.Dashboard.Charts;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Patients;

/// <summary>The newest value of a measure, large.</summary>
/// <param name="Value">In the unit shown, as people write it.</param>
/// <param name="Sent">The value as sent where it was sent in another unit; else null.</param>
/// <param name="Trend">Where it is going; null where too little is known.</param>
/// <param name="Change">Against the reading before it of the same device, with sign and unit; null where there is none.</param>
public sealed record LatestTile(string Label, string Value, string Unit, string? Sent, Instant Time, Trend? Trend, string? Change, PointMarks Marks);
