namespace Rpm.Ingest.Fhir;

/// <summary>The identifier and code systems of one installation, below <see cref="FhirOptions.Namespace"/>.</summary>
internal sealed class FhirSystems(string @namespace, string? mrnSystem = null)
{
    public const string Loinc = "http://loinc.org";
    public const string Mdc = "urn:iso:std:iso:11073:10101";
    public const string Ucum = "http://unitsofmeasure.org";
    public const string ObservationCategory = "http://terminology.hl7.org/CodeSystem/observation-category";
    public const string MeasurementStatus = "http://hl7.org/fhir/uv/pocd/CodeSystem/measurement-status";
    public const string DataAbsentReason = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
    public const string ActReason = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

    public string Namespace { get; } = @namespace;

    public string Measurement { get; } = $"{@namespace}/sid/measurement";

    public string Patient { get; } = $"{@namespace}/sid/patient";

    public string Mrn { get; } = mrnSystem ?? $"{@namespace}/sid/mrn";

    public string Device { get; } = $"{@namespace}/sid/device";

    /// <summary>The Rpm engine itself, as a Device.</summary>
    public string Engine { get; } = $"{@namespace}/sid/engine";

    public string Alert { get; } = $"{@namespace}/sid/alert";

    public string AlertEpisode { get; } = $"{@namespace}/sid/alert-episode";

    public string Notification { get; } = $"{@namespace}/sid/notification";

    public string CareTeam { get; } = $"{@namespace}/sid/careteam";

    public string User { get; } = $"{@namespace}/sid/user";

    public string AlertState { get; } = $"{@namespace}/CodeSystem/alert-state";

    public string AlertInput { get; } = $"{@namespace}/CodeSystem/alert-input";

    public string TaskCode { get; } = $"{@namespace}/CodeSystem/task-code";

    public string Quality { get; } = $"{@namespace}/CodeSystem/reading-quality";

    public string MeasureCodes { get; } = $"{@namespace}/CodeSystem/measure";

    public string Method { get; } = $"{@namespace}/CodeSystem/reading-method";

    public static FhirSystems Of(FhirOptions options) => new(options.Namespace, options.MrnSystem);
}
