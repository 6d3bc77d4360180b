namespace Rpm.Ingest.Fhir;

/// <summary>A request that cannot be answered: HTTP status, code of an OperationOutcome issue, and what is wrong.</summary>
internal sealed record FhirFault(int Status, string Code, string Message)
{
    public static FhirFault Invalid(string message) => new(StatusCodes.Status400BadRequest, "invalid", message);

    public static FhirFault NotFound(string message) => new(StatusCodes.Status404NotFound, "not-found", message);

    public static FhirFault NotSupported(string message) => new(StatusCodes.Status400BadRequest, "not-supported", message);
}
