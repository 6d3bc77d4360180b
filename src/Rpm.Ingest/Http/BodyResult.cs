namespace Rpm.Ingest.Http;

/// <summary>A request body, unpacked; empty unless <see cref="Outcome"/> is <see cref="BodyOutcome.Read"/>.</summary>
internal readonly record struct BodyResult(BodyOutcome Outcome, ReadOnlyMemory<byte> Body);
