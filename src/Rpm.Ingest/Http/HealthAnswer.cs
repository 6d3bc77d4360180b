namespace Rpm.Ingest.Http;

/// <summary><c>status</c> is <c>live</c>, <c>ready</c>, <c>degraded</c> or <c>stopped</c>.</summary>
internal sealed record HealthAnswer(string Status, string? Reason, IReadOnlyList<DegradedPart> Degraded);
