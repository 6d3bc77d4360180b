namespace Rpm.Telemetry;

/// <summary>The textual members of a status reading, as sent; null where absent.</summary>
public sealed record StatusText(string? Error, string? Firmware);
