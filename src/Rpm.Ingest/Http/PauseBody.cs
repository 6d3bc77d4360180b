namespace Rpm.Ingest.Http;

/// <summary>A pause of monitoring: until when, or null to end it, and why.</summary>
internal sealed record PauseBody(string? Until, string? Reason, string? By);
