namespace Rpm.Ingest.Fhir;

/// <summary>A server refused, for good, a resource that others must refer to.</summary>
internal sealed class FhirRefusedException(string words) : Exception(words);
