using Rpm.Rules.Statistics;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Statistics;

public class MeasuredDaysTests
{
    private static readonly TimeZoneInfo Auckland = TimeZoneInfo.FindSystemTimeZoneById("Pacific/Auckland");
    private static readonly Instant Now = Utc(30, 23);

    [Fact]
    public void Of_TimesOfOneLocalDay_CountOnce() =>
        Assert.Equal(1, MeasuredDays.Of([Utc(20, 12), Utc(20, 23), Utc(21, 11)], Now, Auckland, 30));

    [Fact]
    public void Of_TimesOfOneUtcDay_AreTwoLocalDays() =>
        Assert.Equal((2, 1), (MeasuredDays.Of([Utc(20, 1), Utc(20, 23)], Now, Auckland, 30), MeasuredDays.Of([Utc(20, 1), Utc(20, 23)], Now, TimeZoneInfo.Utc, 30)));

    [Fact]
    public void Of_Today_IsOneOfThem() =>
        Assert.Equal((1, 0), (MeasuredDays.Of([Now], Now, TimeZoneInfo.Utc, 1), MeasuredDays.Of([Utc(29, 23)], Now, TimeZoneInfo.Utc, 1)));

    [Fact]
    public void Of_EveryHourOfTwoMonths_IsEveryDay() =>
        Assert.Equal(30, MeasuredDays.Of(Enumerable.Range(-1440, 1500).Select(h => Now + TimeSpan.FromHours(h)), Now, Auckland, 30));

    private static Instant Utc(int day, int hour) => Instant.From(new DateTimeOffset(2026, 6, day, hour, 0, 0, TimeSpan.Zero));
}
