using Rpm.Telemetry;

namespace Rpm.Ingest.Http.Ward;

/// <summary>The ward as it stands at <see cref="At"/>.</summary>
internal sealed record WardSnapshot(Instant At, IReadOnlyList<WardPatient> Patients);
