namespace Rpm.Ingest.Http;

/// <summary>A stored reading's identity.</summary>
internal sealed record WithdrawAnswer(string Device, string Kind, DateTimeOffset Time, byte Ordinal);
