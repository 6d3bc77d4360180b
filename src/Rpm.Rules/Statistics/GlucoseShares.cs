namespace Rpm.Rules.Statistics;

/// <summary>Shares of readings in percent. Very low is part of below, very high part of above: below + in range + above = 100.</summary>
public sealed record GlucoseShares(double VeryLow, double Below, double InRange, double Above, double VeryHigh);
