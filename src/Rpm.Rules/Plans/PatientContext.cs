namespace Rpm.Rules.Plans;

/// <summary>What of a patient decides which rules apply and with which limits.</summary>
public sealed record PatientContext
{
    private static readonly IReadOnlyDictionary<string, string> NoLimits = new Dictionary<string, string>();

    public required string Id { get; init; }

    /// <summary>IANA time zone; local days are judged in it.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Chooses rule packs.</summary>
    public IReadOnlyList<string> Cohorts { get; init; } = [];

    /// <summary>Packs assigned beyond those of the cohorts.</summary>
    public IReadOnlyList<string> Packs { get; init; } = [];

    /// <summary>The patient's own limits by <c>pack/parameter</c>, as text with unit.</summary>
    public IReadOnlyDictionary<string, string> Limits { get; init; } = NoLimits;

    public bool Pregnant { get; init; }

    public bool SupplementaryOxygen { get; init; }

    public SaturationTarget? Spo2Target { get; init; }

    public DateOnly? BirthDate { get; init; }
}
