namespace Rpm.Ingest.Http;

/// <summary>Which reading is withdrawn, and why.</summary>
/// <param name="Ordinal">Tells apart different readings of one device, kind and millisecond; absent = the first.</param>
internal sealed record WithdrawBody(string? Device, string? Id, string? Kind, string? Time, byte? Ordinal, string? Reason, string? By);
