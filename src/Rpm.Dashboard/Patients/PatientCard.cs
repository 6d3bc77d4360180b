using Rpm.Telemetry;

namespace Rpm.Dashboard.Patients;

/// <summary>Who the page is about.</summary>
/// <param name="TimeZone">IANA name; days and times of day are judged in it.</param>
/// <param name="Spo2Target">As people write it, with its prescriber; null where none is prescribed.</param>
/// <param name="SaturationLimit">The limit of <c>oximetry/low</c> in force, in percent; null where no pack in force has it.</param>
public sealed record PatientCard(
    string Id, string? Name, string? Mrn, DateOnly? BirthDate, string TimeZone, string? CareTeam, IReadOnlyList<string> Cohorts, bool Pregnant,
    bool SupplementaryOxygen, string? Spo2Target, double? SaturationLimit, Instant? PausedUntil)
{
    /// <summary>The zone; UTC where this machine does not know it.</summary>
    public TimeZoneInfo Zone => TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>Whole years on the patient's day; null where the birth date is not known.</summary>
    public int? AgeAt(Instant now)
    {
        if (BirthDate is not { } born)
        {
            return null;
        }

        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now.ToDateTimeOffset(), Zone).DateTime);
        var years = today.Year - born.Year;
        return born.AddYears(years) > today ? years - 1 : years;
    }
}
