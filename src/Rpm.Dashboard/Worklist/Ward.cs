using Rpm.Telemetry;

namespace Rpm.Dashboard.Worklist;

/// <summary>Every patient with open alerts and newest values.</summary>
/// <param name="Sequence">Of the newest alert change in it.</param>
/// <param name="GlucoseUnit">The site's unit for glucose.</param>
public sealed record Ward(long Sequence, Instant At, Unit GlucoseUnit, IReadOnlyList<WardPatient> Patients);
