using Rpm.Telemetry;

namespace Rpm.Ingest.Fhir;

/// <summary>What is fixed about a panel.</summary>
/// <param name="Name">Its name in <see cref="ObservationId"/>; never changed.</param>
/// <param name="Measure">The member whose presence makes the panel.</param>
/// <param name="Category">Code of <see cref="FhirSystems.ObservationCategory"/>.</param>
/// <param name="Profile">The R4 vital-signs profile that its LOINC code binds it to; null where there is none.</param>
internal sealed record PanelDefinition(ObservationPanel Panel, Kind Kind, string Name, Measure Measure, string Category, string? Profile);
