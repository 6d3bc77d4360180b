namespace Rpm.DeviceSim.Load;

/// <summary>One rate that was tried.</summary>
/// <param name="PerSecond">Readings a second wanted.</param>
/// <param name="Reached">Readings a second acknowledged in time.</param>
/// <param name="P99">Milliseconds; null where nothing was acknowledged.</param>
/// <param name="Held">Whether the target kept up within the limit.</param>
internal sealed record RateTrial(double PerSecond, double Reached, double? P99, bool Held);
