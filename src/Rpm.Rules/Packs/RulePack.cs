namespace Rpm.Rules.Packs;

/// <summary>A set of rules with its parameters, as its author published it. Immutable; <see cref="Hash"/> names this content for ever.</summary>
public sealed class RulePack
{
    /// <summary>The cohort that every patient belongs to.</summary>
    public const string Everyone = "everyone";

    internal RulePack()
    {
    }

    public required string Id { get; init; }

    public required string Version { get; init; }

    public required string Title { get; init; }

    /// <summary>Where its numbers come from; each parameter and rule has its own too.</summary>
    public required string Source { get; init; }

    /// <summary>Whom it applies to without being assigned one by one; <see cref="Everyone"/> is every patient.</summary>
    public required IReadOnlyList<string> Cohorts { get; init; }

    public required IReadOnlyList<RuleParameter> Parameters { get; init; }

    public required IReadOnlyList<RuleDefinition> Rules { get; init; }

    /// <summary>SHA-256 of the canonical text, lower-case hex: comments, blanks and order of keys do not count.</summary>
    public required string Hash { get; init; }

    /// <summary>Whether it applies to such a patient.</summary>
    public bool AppliesTo(Plans.PatientContext patient) =>
        Cohorts.Contains(Everyone) || patient.Packs.Contains(Id, StringComparer.Ordinal)
        || Cohorts.Intersect(patient.Cohorts, StringComparer.Ordinal).Any();
}
