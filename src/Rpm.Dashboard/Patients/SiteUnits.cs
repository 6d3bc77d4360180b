using Rpm.Telemetry;

namespace Rpm.Dashboard.Patients;

/// <summary>Units in which the site reads values that are sent in several. Judging uses the unit sent.</summary>
/// <param name="Glucose">mg/dL or mmol/L.</param>
public sealed record SiteUnits(Unit Glucose);
