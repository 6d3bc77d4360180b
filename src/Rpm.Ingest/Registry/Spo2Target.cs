namespace Rpm.Ingest.Registry;

/// <summary>A prescribed oxygen saturation range in percent; a range below normal needs its prescriber's name.</summary>
internal sealed record Spo2Target(int Low, int High, string Prescriber);
