using Rpm.Rules.Statistics;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Statistics;

public class GlucoseByTimeOfDayTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Fact]
    public void Of_FiveDays_HasPercentilesBetweenNeighbours()
    {
        var hour = Of(Enumerable.Range(1, 5).Select(day => At(day, 8, 0, 100 + (day * 10)))).Hours[8];

        Assert.Equal(new GlucoseHour(8, 5, 5, 112, 120, 130, 140, 148), hour);
    }

    [Fact]
    public void Of_FourDays_HasNone()
    {
        var hour = Of(Enumerable.Range(0, 48).Select(i => At(1 + (i % 4), 8, i, 100))).Hours[8];

        Assert.Equal(new GlucoseHour(8, 48, 4, null, null, null, null, null), hour);
    }

    [Fact]
    public void Of_TheHour_IsThePatientsOwn()
    {
        // 22:30 in UTC is half past midnight in Berlin's summer.
        var profile = Of(Enumerable.Range(1, 5).Select(day => new GlucoseValue(Instant.From(new DateTimeOffset(2026, 7, day, 22, 30, 0, TimeSpan.Zero)), 100, Unit.MilligramPerDecilitre)));

        Assert.Equal(5, profile.Hours[0].Readings);
        Assert.Equal(5, profile.Hours.Sum(h => h.Readings));
        Assert.Equal(Enumerable.Range(0, 24), profile.Hours.Select(h => h.Hour));
    }

    [Fact]
    public void Of_TheOtherUnit_IsConverted()
    {
        var values = Enumerable.Range(1, 5).Select(day => At(day, 8, 0, 5.5) with { Unit = Unit.MillimolePerLitre });

        Assert.Equal(5.5 * 18.0156, Of(values).Hours[8].Median!.Value, 1e-9);
    }

    [Fact]
    public void Of_BeyondTheSensor_IsRankedAtItsEnd()
    {
        var values = Enumerable.Range(1, 5).Select(day => At(day, 8, 0, day == 1 ? 40 : 100) with { Comparator = day == 1 ? Comparator.Low : Comparator.None });

        Assert.Equal(52, Of(values).Hours[8].P5!.Value, 1e-9);
    }

    private static GlucoseByTimeOfDay Of(IEnumerable<GlucoseValue> values) => GlucoseByTimeOfDay.Of(values, Unit.MilligramPerDecilitre, Berlin);

    private static GlucoseValue At(int day, int hour, int minute, double value)
    {
        var local = new DateTime(2026, 7, day, hour, minute, 0);
        return new GlucoseValue(Instant.From(new DateTimeOffset(local, Berlin.GetUtcOffset(local))), value, Unit.MilligramPerDecilitre);
    }
}
