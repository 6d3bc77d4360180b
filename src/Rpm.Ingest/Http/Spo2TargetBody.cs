namespace Rpm.Ingest.Http;

/// <summary>A prescribed oxygen saturation range, percent.</summary>
internal sealed record Spo2TargetBody(int Low, int High, string? Prescriber);
