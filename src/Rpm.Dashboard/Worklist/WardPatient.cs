using Rpm.Dashboard.Patients;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Worklist;

/// <summary>A patient of the ward, or the engine itself where an alert is about it.</summary>
/// <param name="Zone">The patient's own time zone, IANA.</param>
/// <param name="Alerts">Active or unacknowledged.</param>
/// <param name="Latest">The newest value of each measure; null while it is being looked up.</param>
/// <param name="Wears">Whether a device is enrolled now: of others nothing is expected.</param>
public sealed record WardPatient(
    string Id, string? Name, string? Mrn, DateOnly? BirthDate, string Zone, string? CareTeam, Instant? PausedUntil, bool Wears,
    IReadOnlyList<Alert> Alerts, IReadOnlyList<LatestValue>? Latest)
{
    /// <summary>What people call them.</summary>
    public string Label => EnginePatient.Is(Id) ? "Engine" : Name ?? Id;
}
