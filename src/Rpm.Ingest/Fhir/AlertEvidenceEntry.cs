using Rpm.Telemetry;

namespace Rpm.Ingest.Fhir;

/// <summary>The Observation that goes with a Task in one transaction.</summary>
internal sealed record AlertEvidenceEntry(ObservationId Id, PanelDefinition Panel, Reading Reading, ObservationContext Context);
