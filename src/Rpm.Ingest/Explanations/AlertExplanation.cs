namespace Rpm.Ingest.Explanations;

/// <summary>Why an alert is there: what it rests on, and whether it follows from that again.</summary>
/// <param name="FirstBreach">Measurement time of the reading with which the condition began.</param>
/// <param name="HeldSeconds">From there to the newest reading that raised it; null where no reading did.</param>
/// <param name="Raised">How it came to be raised, in words.</param>
/// <param name="Cleared">What ended it; null while it is active.</param>
/// <param name="Readings">Around it, oldest first.</param>
/// <param name="ReadingsLeftOut">So many in the middle are not listed; they were judged all the same.</param>
/// <param name="Agrees">Whether the same rules, limits and readings lead to the stored alert again.</param>
/// <param name="Differences">Where they do not.</param>
/// <param name="Words">All of it for people, line by line.</param>
internal sealed record AlertExplanation(
    string Alert, string Patient, string? Device, string State, string Priority, ExplainedRule Rule, IReadOnlyList<LimitInForce> Limits, DateTimeOffset? FirstBreach,
    double? HeldSeconds, string Raised, string? Cleared, IReadOnlyList<ExplainedReading> Readings, int ReadingsLeftOut, bool Agrees, IReadOnlyList<string> Differences,
    IReadOnlyList<string> Words);
