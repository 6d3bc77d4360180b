namespace Rpm.Telemetry;

/// <summary>What <see cref="Rfc3339.TryParse"/> found.</summary>
public enum TimeText
{
    /// <summary>A date and time with an offset.</summary>
    Complete,
    /// <summary>A date and time, and nothing that says in which zone.</summary>
    WithoutZone,
    /// <summary>Not a date and time.</summary>
    Malformed,
}
