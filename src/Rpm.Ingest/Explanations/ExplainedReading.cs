namespace Rpm.Ingest.Explanations;

/// <summary>A reading around an alert.</summary>
/// <param name="Values">Members with their units, as sent.</param>
/// <param name="Late">It arrived later than its kind's bound.</param>
/// <param name="Withdrawn">It was withdrawn since.</param>
/// <param name="Evidence">The alert names it as evidence.</param>
/// <param name="Changes">What it changed of the alert, in the contract's words.</param>
internal sealed record ExplainedReading(
    long Position, DateTimeOffset Time, DateTimeOffset Received, string Device, string Kind, string Values, IReadOnlyList<string> Quality, bool Late, bool Withdrawn,
    bool Evidence, IReadOnlyList<string> Changes);
