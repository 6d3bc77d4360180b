using Rpm.Telemetry;

namespace Rpm.Ingest.Registry;

/// <summary>A person who is monitored.</summary>
internal sealed record Patient
{
    public required string Id { get; init; }

    /// <summary>Medical record number.</summary>
    public string? Mrn { get; init; }

    public string? Name { get; init; }

    public DateOnly? BirthDate { get; init; }

    /// <summary>IANA time zone; local days and times of day are judged in it.</summary>
    public string TimeZone { get; init; } = "UTC";

    public string? CareTeam { get; init; }

    /// <summary>Chooses rule packs.</summary>
    public IReadOnlyList<string> Cohorts { get; init; } = [];

    /// <summary>Packs assigned to this patient beyond those of the cohorts.</summary>
    public IReadOnlyList<string> Packs { get; init; } = [];

    public bool Pregnant { get; init; }

    public bool SupplementaryOxygen { get; init; }

    public Spo2Target? Spo2Target { get; init; }

    /// <summary>The patient's own limits, by <c>pack/parameter</c>; set through <c>LimitSet</c> entries.</summary>
    public IReadOnlyDictionary<string, PatientLimit> Limits { get; init; } = new Dictionary<string, PatientLimit>();

    /// <summary>Monitoring is paused until then.</summary>
    public Instant? PausedUntil { get; init; }
}
