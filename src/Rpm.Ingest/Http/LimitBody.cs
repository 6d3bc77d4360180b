namespace Rpm.Ingest.Http;

/// <summary>A patient's own limit: a number with its unit (<c>88 %</c>), or null for the pack's default.</summary>
internal sealed record LimitBody(string? Value, string? Reason, string? Prescriber, string? By);
