using CsCheck;
using Rpm.Rules.Statistics;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Statistics;

public class BloodPressureStatisticsTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Fact]
    public void Of_ThreeReadingsInARow_AreOneSitting()
    {
        var statistics = BloodPressureStatistics.Of(
            [At(1, 7, 0, 160, 100), At(1, 7, 5, 150, 90), At(1, 7, 10, 140, 80), At(2, 7, 0, 120, 70)], Berlin);

        Assert.Equal(new PressureAverage(2, 2, 135, 80, 60), statistics.All);
        Assert.Equal(statistics.All, statistics.Morning);
        Assert.Null(statistics.Evening);
    }

    [Fact]
    public void Sittings_TenMinutesAfterTheFirst_AreTheLastOfTheSitting()
    {
        var sittings = BloodPressureStatistics.Sittings([At(1, 7, 11, 120, 80), At(1, 7, 10, 130, 80), At(1, 7, 0, 140, 80)]);

        Assert.Equal([135, 120], sittings.Select(s => s.Systolic));
    }

    [Theory]
    [InlineData(3, 59, false, false)]
    [InlineData(4, 0, true, false)]
    [InlineData(11, 59, true, false)]
    [InlineData(12, 0, false, false)]
    [InlineData(16, 59, false, false)]
    [InlineData(17, 0, false, true)]
    [InlineData(23, 59, false, true)]
    [InlineData(0, 0, false, false)]
    public void Of_TimeOfDay_IsThePatientsOwn(int hour, int minute, bool morning, bool evening)
    {
        var statistics = BloodPressureStatistics.Of([At(1, hour, minute, 130, 80)], Berlin);

        Assert.Equal((morning, evening), (statistics.Morning is not null, statistics.Evening is not null));
        Assert.NotNull(statistics.All);
    }

    [Fact]
    public void IsEnough_TwoDays_Not()
    {
        PressureValue[] two = [At(1, 7, 0, 130, 80), At(1, 18, 0, 130, 80), At(2, 7, 0, 130, 80)];

        Assert.False(BloodPressureStatistics.Of(two, Berlin).All!.IsEnough);
        Assert.True(BloodPressureStatistics.Of([.. two, At(3, 7, 0, 130, 80)], Berlin).All!.IsEnough);
        Assert.Null(BloodPressureStatistics.Of([], Berlin).All);
    }

    [Fact]
    public void Of_WithoutPulse_HasNone()
    {
        var value = At(1, 7, 0, 130, 80);

        Assert.Null(BloodPressureStatistics.Of([value with { Pulse = null }], Berlin).All!.Pulse);
        Assert.Equal(60, BloodPressureStatistics.Of([value with { Pulse = null }, At(1, 7, 1, 130, 80)], Berlin).All!.Pulse);
    }

    [Fact]
    public void Sittings_AnyReadings_KeepEachReadingOnceAndLieApart() =>
        Gen.Select(Gen.Int[0, 5000], Gen.Int[60, 250]).Array[1, 40].Sample(readings =>
        {
            var values = readings.Select(r => new PressureValue(new Instant(r.Item1 * 60_000L), r.Item2, 50)).ToList();

            var sittings = BloodPressureStatistics.Sittings(values);

            Assert.All(sittings.Zip(sittings.Skip(1)), pair => Assert.True(pair.Second.Time - pair.First.Time > BloodPressureStatistics.Sitting));
            Assert.All(values, v => Assert.Single(sittings, s => v.Time >= s.Time && v.Time - s.Time <= BloodPressureStatistics.Sitting));
            Assert.InRange(sittings.Average(s => s.Systolic), values.Min(v => v.Systolic), values.Max(v => v.Systolic));
        });

    private static PressureValue At(int day, int hour, int minute, double systolic, double diastolic)
    {
        var local = new DateTime(2026, 7, day, hour, minute, 0);
        return new PressureValue(Instant.From(new DateTimeOffset(local, Berlin.GetUtcOffset(local))), systolic, diastolic, 60);
    }
}
