using Rpm.Telemetry;

namespace Rpm.Ingest.Registry;

/// <summary>
/// Who wore a device when: a reading belongs to the patient whose enrolment holds its measurement time. Half-open
/// [<see cref="From"/>, <see cref="To"/>).
/// </summary>
/// <param name="Id">Identifier of the enrolment.</param>
/// <param name="User">The device's user slot; null = every slot.</param>
internal sealed record Enrolment(string Id, string Patient, string Device, short? User, Instant From, Instant To)
{
    /// <summary>Whether a reading with this user slot (-1 = none) and time belongs to it.</summary>
    public bool Covers(short user, Instant time) => (User is null || User == user) && From <= time && time < To;

    /// <summary>Whether both could claim the same reading.</summary>
    public bool Overlaps(Enrolment other) =>
        Device == other.Device && (User is null || other.User is null || User == other.User) && From < other.To && other.From < To;
}
