using Rpm.Telemetry;

namespace Rpm.Rules.Alerts;

/// <summary>A reading that took part in raising an alert, by its identity in the journal and stores, with the value judged.</summary>
/// <param name="Measure">Null where no value decided but what the reading says of itself, as with a sensor that is off; <paramref name="Value"/> then means nothing.</param>
public sealed record AlertEvidence(
    long Position, string Device, Kind Kind, Instant Time, byte Ordinal, Measure? Measure, Quantity Value, QualityFlags Quality);
