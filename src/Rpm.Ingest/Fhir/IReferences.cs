namespace Rpm.Ingest.Fhir;

/// <summary>
/// Where the resources that others point to are found: on this server by Rpm's ids, on an outside one by the ids it gave
/// (or by urn:uuid inside a transaction). Null = not known as a literal, so the writer refers by identifier.
/// </summary>
internal interface IReferences
{
    string? Patient(string patient);

    string? Device(string device);

    string? Engine { get; }

    string? Observation(ObservationId observation);

    string? Task(string alert);

    string? Request(string alert, int number);
}
