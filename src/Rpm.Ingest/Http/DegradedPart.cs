namespace Rpm.Ingest.Http;

/// <summary>A part that is not well: its name (<c>influx</c>) and why, without patient data.</summary>
internal sealed record DegradedPart(string Name, string Reason);
