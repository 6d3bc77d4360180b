namespace Rpm.Ingest.Http;

/// <summary>Values of the <c>code</c> member of problem details. Programs depend on them: never change one.</summary>
internal static class ProblemCodes
{
    public const string Invalid = "invalid";
    public const string Unauthorized = "unauthorized";
    public const string Forbidden = "forbidden";
    public const string CrossSite = "cross-site";
    public const string NotFound = "not-found";
    public const string MethodNotAllowed = "method-not-allowed";
    public const string TooLarge = "too-large";
    public const string UnsupportedMediaType = "unsupported-media-type";
    public const string UnsupportedEncoding = "unsupported-encoding";
    public const string MalformedEncoding = "malformed-encoding";
    public const string RateLimited = "rate-limited";
    public const string IntakeStopped = "intake-stopped";
    public const string Overlap = "enrolment-overlap";
    public const string UnknownPatient = "unknown-patient";
    public const string UnknownDevice = "unknown-device";
    public const string UnknownParameter = "unknown-parameter";
    public const string Erased = "erased";
    public const string Conflict = "conflict";
    public const string Internal = "internal";
}
