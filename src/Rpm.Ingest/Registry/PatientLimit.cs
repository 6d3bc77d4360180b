using Rpm.Telemetry;

namespace Rpm.Ingest.Registry;

/// <summary>A patient's own value for a pack's parameter (with unit, as written), who set it, when and why.</summary>
internal sealed record PatientLimit(string Value, string By, Instant At, string Reason, string? Prescriber);
