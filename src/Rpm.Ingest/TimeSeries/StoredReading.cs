using Rpm.Telemetry;

namespace Rpm.Ingest.TimeSeries;

/// <summary>A reading as the embedded series store gives it back: bit for bit what was sent. The patient is not in it.</summary>
internal sealed record StoredReading(long Position, Instant Received, byte Ordinal, Reading Reading, Withdrawal? Withdrawal);
