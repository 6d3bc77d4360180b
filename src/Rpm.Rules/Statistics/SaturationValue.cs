using Rpm.Telemetry;

namespace Rpm.Rules.Statistics;

/// <summary>One oxygen saturation in percent.</summary>
/// <param name="Device">Falls are counted within a device, never from one to the other.</param>
public readonly record struct SaturationValue(Instant Time, double Percent, string Device);
