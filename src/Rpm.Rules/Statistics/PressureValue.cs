using Rpm.Telemetry;

namespace Rpm.Rules.Statistics;

/// <summary>One blood pressure reading in mmHg, its pulse per minute; null where the cuff sent none.</summary>
public readonly record struct PressureValue(Instant Time, double Systolic, double Diastolic, double? Pulse = null);
