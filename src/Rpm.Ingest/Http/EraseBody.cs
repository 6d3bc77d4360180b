namespace Rpm.Ingest.Http;

/// <summary>Why a patient is erased, and who says so.</summary>
internal sealed record EraseBody(string? Reason, string? By);
