namespace Rpm.Ingest.Http;

/// <summary>Every change of a patient's own limits, oldest first.</summary>
internal sealed record LimitChangesAnswer(IReadOnlyList<LimitChangeAnswer> Changes);
