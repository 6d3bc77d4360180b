using Rpm.Telemetry;

namespace Rpm.Dashboard.Charts;

/// <summary>A mark of the time axis.</summary>
/// <param name="StartsDay">At midnight of the axis' zone.</param>
/// <param name="Minor">May be left out where there is little room.</param>
public sealed record TimeTick(Instant Time, string Label, bool StartsDay, bool Minor);
