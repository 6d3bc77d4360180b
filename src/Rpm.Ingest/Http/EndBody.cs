namespace Rpm.Ingest.Http;

/// <summary>When an enrolment ends (absent: now), and why.</summary>
internal sealed record EndBody(string? At, string? Reason, string? By);
