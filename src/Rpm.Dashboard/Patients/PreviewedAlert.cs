using Rpm.Telemetry;

namespace Rpm.Dashboard.Patients;

/// <summary>An alert that differs.</summary>
/// <param name="Value">With unit; null where no single value decided.</param>
public sealed record PreviewedAlert(string Title, string Priority, Instant Raised, string? Value);
