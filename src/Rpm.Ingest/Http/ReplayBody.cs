namespace Rpm.Ingest.Http;

/// <summary>Which quarantined elements to try again. All conditions hold together; without any, all elements.</summary>
internal sealed record ReplayBody(string? Reason, string? Device, string? From, string? To, IReadOnlyList<long>? Ids);
