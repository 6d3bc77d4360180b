using Rpm.Telemetry;

namespace Rpm.Rules.Plans;

/// <summary>What of a patient enters a judgement beside limits: the zone of local days, and what a NEWS2 score depends on.</summary>
/// <param name="Zone">The patient's zone; UTC where the registered one is not known here.</param>
/// <param name="BirthDate">For NEWS2, which is not for under sixteens; null = an adult.</param>
/// <param name="Pregnant">NEWS2 is not used in pregnancy.</param>
/// <param name="Oxygen">Supplementary oxygen, two points.</param>
/// <param name="HypercapnicTarget">A prescribed target of 88–92 %: saturation is scored on scale 2.</param>
internal sealed record PatientTraits(TimeZoneInfo Zone, DateOnly? BirthDate, bool Pregnant, bool Oxygen, bool HypercapnicTarget)
{
    private const long Day = 24 * 60 * 60 * 1000;

    public static readonly PatientTraits None = new(TimeZoneInfo.Utc, null, false, false, false);

    /// <summary>Traits of a registered patient.</summary>
    public static PatientTraits Of(PatientContext patient) => new(
        TimeZoneInfo.TryFindSystemTimeZoneById(patient.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc,
        patient.BirthDate, patient.Pregnant, patient.SupplementaryOxygen,
        patient.Spo2Target is { Low: 88, High: 92 } target && !string.IsNullOrWhiteSpace(target.Prescriber));

    /// <summary>Minutes since local midnight.</summary>
    public int MinuteOfDay(Instant time)
    {
        var local = time.UnixMilliseconds + Offset(time);
        var ofDay = local % Day;
        return (int)((ofDay < 0 ? ofDay + Day : ofDay) / 60_000);
    }

    /// <summary>Start of the local calendar day so many days before the one that holds the time, in Unix milliseconds.</summary>
    public long StartOfDay(Instant time, int daysBefore)
    {
        var local = time.UnixMilliseconds + Offset(time);
        var ofDay = local % Day;
        var midnight = local - (ofDay < 0 ? ofDay + Day : ofDay) - (daysBefore * Day);
        return FromLocal(midnight);
    }

    /// <summary>The time of day on the local day so many days after the one that holds the time.</summary>
    public Instant At(Instant time, int daysAfter, TimeSpan ofDay)
    {
        var local = time.UnixMilliseconds + Offset(time);
        var since = local % Day;
        return new Instant(FromLocal(local - (since < 0 ? since + Day : since) + (daysAfter * Day) + (long)ofDay.TotalMilliseconds));
    }

    /// <summary>Whether both lie on one local calendar day.</summary>
    public bool SameDay(Instant a, Instant b) => StartOfDay(a, 0) == StartOfDay(b, 0);

    /// <summary>Whether the patient is at least so old, by local calendar, at a time; true where the birth date is not known.</summary>
    public bool IsAtLeast(int years, Instant time) =>
        BirthDate is not { } born || DateOnly.FromDateTime(new DateTime(((time.UnixMilliseconds + Offset(time)) * TimeSpan.TicksPerMillisecond) + DateTime.UnixEpoch.Ticks)) >= born.AddYears(years);

    private long Offset(Instant time) => (long)Zone.GetUtcOffset(time.ToDateTimeOffset()).TotalMilliseconds;

    // Local time that a change of clocks skips or repeats is taken with the offset before the change.
    private long FromLocal(long local)
    {
        var guess = local - Offset(new Instant(local));
        return local - Offset(new Instant(guess - 1));
    }
}
