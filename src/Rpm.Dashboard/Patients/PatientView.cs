using Rpm.Dashboard.Charts;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Patients;

/// <summary>Everything that the page of a patient shows, computed.</summary>
/// <param name="Now">The moment it is of.</param>
/// <param name="From">The time shown begins here and ends with <paramref name="Now"/>.</param>
/// <param name="Viewer">The zone of the axes.</param>
/// <param name="MeasuredDays">On how many of the last 30 days of the patient something was measured.</param>
/// <param name="Newest">The newest readings of every kind that has some in the time shown, newest first, with what is not counted.</param>
/// <param name="Test">Readings shown that are simulated or tests.</param>
/// <param name="Late">Readings shown that arrived late.</param>
public sealed record PatientView(
    PatientCard Card, PatientRange Range, Instant Now, Instant From, TimeZoneInfo Viewer, IReadOnlyList<LatestTile> Tiles, GlucosePanel? Glucose, PressurePanel? Pressure,
    SaturationPanel? Saturation, IReadOnlyList<MeasurePanel> Others, int MeasuredDays, IReadOnlyList<WornDevice> Devices, IReadOnlyList<Alert> Alerts, IReadOnlyDictionary<Kind, IReadOnlyList<PatientSample>> Newest,
    int Test, int Late);
