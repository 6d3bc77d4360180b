namespace Rpm.Telemetry.Templates;

/// <summary>How a message writes times.</summary>
internal enum MappingTimeFormat
{
    /// <summary>RFC 3339; without an offset, in the template's zone.</summary>
    Iso,
    /// <summary>Seconds since 1970 UTC.</summary>
    Unix,
    /// <summary>Milliseconds since 1970 UTC.</summary>
    UnixMilliseconds,
    /// <summary>Seconds since 1970 on a local clock.</summary>
    UnixLocal,
    /// <summary>A .NET pattern, in the template's zone where it has none.</summary>
    Pattern,
}
