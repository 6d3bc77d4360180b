namespace Rpm.Ingest.Http;

/// <summary>A page of quarantine.</summary>
/// <param name="Next">Pass it as <c>after</c> for the next page; null on the last.</param>
internal sealed record QuarantineAnswer(IReadOnlyList<QuarantineItemAnswer> Items, long? Next);
