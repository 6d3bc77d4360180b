namespace Rpm.Ingest.Fhir;

/// <summary>Log messages of the FHIR part, event ids 4000 to 4199. No resource, name or value of a patient.</summary>
internal static partial class FhirLog
{
    [LoggerMessage(4000, LogLevel.Error, "A FHIR request for {Type} failed.")]
    public static partial void RequestFailed(this ILogger logger, string type, Exception exception);

    [LoggerMessage(4010, LogLevel.Warning, "The FHIR server refused {Count} of {All} resources for good; first reason: {Reason}")]
    public static partial void Refused(this ILogger logger, int count, int all, string reason);

    [LoggerMessage(4011, LogLevel.Error, "The FHIR server holds {Count} resources with one identifier of {Type}; the oldest is kept. Somebody else writes Rpm's identifiers, or it does not check conditions.")]
    public static partial void Duplicates(this ILogger logger, int count, string type);

    [LoggerMessage(4012, LogLevel.Warning, "The FHIR server changed a resource of {Type} at the same time; reading it again.")]
    public static partial void Conflict(this ILogger logger, string type);

    [LoggerMessage(4013, LogLevel.Information, "Deleted {Count} resources of an erased patient on the FHIR server.")]
    public static partial void Erased(this ILogger logger, int count);

    [LoggerMessage(4014, LogLevel.Warning, "A patient was erased; the FHIR server keeps its copies because Rpm:Fhir:DeleteErased is off.")]
    public static partial void NotErased(this ILogger logger);

    [LoggerMessage(4020, LogLevel.Warning, "Alerts cannot be sent to the FHIR server now: {Reason} Next try in {Seconds} s.")]
    public static partial void AlertsDelayed(this ILogger logger, string reason, double seconds);

    [LoggerMessage(4021, LogLevel.Error, "The FHIR server refused a resource of alert {Alert} for good: {Reason}")]
    public static partial void AlertRefused(this ILogger logger, string alert, string reason);

    [LoggerMessage(4022, LogLevel.Information, "The Task of alert {Alert} was taken over on the FHIR server ({Status}); Rpm only adds to it.")]
    public static partial void TaskTaken(this ILogger logger, string alert, string status);
}
