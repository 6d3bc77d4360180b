namespace Rpm.Ingest.Http;

/// <summary>Enrolments, oldest first.</summary>
internal sealed record EnrolmentsAnswer(IReadOnlyList<EnrolmentAnswer> Enrolments);
