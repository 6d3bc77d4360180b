using Rpm.Telemetry;

namespace Rpm.Dashboard.Patients;

/// <summary>A change of a patient's own limit; a null value went back to the pack's default.</summary>
public sealed record LimitChange(string Pack, string Parameter, string? Value, string By, Instant At, string Reason, string? Prescriber);
