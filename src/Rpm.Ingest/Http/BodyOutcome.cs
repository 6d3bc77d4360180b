namespace Rpm.Ingest.Http;

/// <summary>How reading a request body ended.</summary>
internal enum BodyOutcome
{
    Read = 1,
    TooLarge = 2,
    UnsupportedEncoding = 3,
    /// <summary>It is not what its <c>Content-Encoding</c> says.</summary>
    Malformed = 4,
}
