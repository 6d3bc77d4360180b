namespace Rpm.Ingest.Fhir;

/// <summary>A resource that was read.</summary>
/// <param name="Version">Its meta.versionId, for the ETag.</param>
internal sealed record FhirRead(string Version, byte[] Json);
