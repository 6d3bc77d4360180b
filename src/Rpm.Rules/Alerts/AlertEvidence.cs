using Rpm.Telemetry;

namespace Rpm.Rules.Alerts;

/// <summary>A reading that took part in raising an alert, by its identity in the journal and stores, with the value judged.</summary>
public sealed record AlertEvidence(
    long Position, string Device, Kind Kind, Instant Time, byte Ordinal, Measure Measure, Quantity Value, QualityFlags Quality);
