namespace Rpm.Ingest.Fhir;

/// <summary>A search parameter that a resource supports.</summary>
/// <param name="Type">R4's search parameter type: token, date, reference, uri.</param>
internal sealed record FhirParameter(string Name, string Type, string Documentation);
