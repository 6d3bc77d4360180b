using Rpm.Telemetry;

namespace Rpm.Rules.Alerts;

/// <summary>A parameter of the rule as it was in force: the pack's default or the patient's own.</summary>
public sealed record AlertLimit(string Parameter, Quantity Value, bool PatientSpecific);
