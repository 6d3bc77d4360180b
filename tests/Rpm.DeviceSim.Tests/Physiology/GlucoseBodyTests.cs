using CsCheck;
using Rpm.DeviceSim.Physiology;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.DeviceSim.Tests.Physiology;

public sealed class GlucoseBodyTests
{
    private const int Day = 1440;
    private static readonly Gen<SmoothNoise> AnyNoise = Gen.ULong.Select(seed => new SmoothNoise(seed));

    [Fact]
    public void At_AnyPerson_IsAPersonWithDiabetesUnderTreatment() =>
        AnyNoise.Sample(noise =>
        {
            var course = Course(noise, 7);
            // Survivable, and not a healthy pancreas: ATTD/ADA bands; a third of an hour is the fastest a model of absorption allows.
            Assert.All(course, g => Assert.InRange(g, 45, 420));
            Assert.InRange(course.Count(g => g is >= 70 and <= 180) / (double)course.Count, 0.55, 1);
            Assert.True(course.Max() > 150 && course.Min() < 130);
            Assert.All(course.Zip(course.Skip(1)), pair => Assert.InRange(Math.Abs(pair.Second - pair.First), 0, 6));
        }, iter: 30);

    [Fact]
    public void At_MidnightOfAnyDay_DaysJoin() =>
        Gen.Select(AnyNoise, Gen.Long[20_000, 20_700]).Sample((noise, day) =>
        {
            var body = new GlucoseBody(noise);
            return Math.Abs(body.At(day * Day - 0.01) - body.At(day * Day + 0.01)) < 1;
        }, iter: 30);

    [Fact]
    public void At_InAnyOrderOfAsking_IsTheSame()
    {
        var (forward, random) = (new GlucoseBody(new SmoothNoise(5)), new GlucoseBody(new SmoothNoise(5)));
        var times = Enumerable.Range(0, 300).Select(i => 20_200.0 * Day + i * 37).ToList();
        var expected = times.ToDictionary(t => t, forward.At);

        foreach (var time in times.OrderBy(t => new SmoothNoise(9).Uniform((long)t)))
        {
            Assert.Equal(expected[time], random.At(time));
        }
    }

    [Fact]
    public void At_Dawn_RisesWithoutFood()
    {
        var rises = Enumerable.Range(0, 60).Select(seed => new GlucoseBody(new SmoothNoise((ulong)seed))).Select(b => b.At(20_200 * Day + 6.3 * 60) - b.At(20_200 * Day + 3 * 60)).ToList();

        Assert.True(rises.Average() > 5, $"{rises.Average()}");
    }

    [Fact]
    public void Measure_UsualSensor_IsSilentForHalfAnHourOfTenDays()
    {
        var sensor = new GlucoseSensor(new SmoothNoise(11), Unit.MilligramPerDecilitre, Artefacts.Usual);
        var silent = Enumerable.Range(0, 30 * Day / 5).Select(i => sensor.Measure(new Moment(29_000_000 + i * 5, TimeSpan.Zero)).IsSilent).ToList();

        Assert.InRange(silent.Count(s => s), 17, 19);
    }

    [Fact]
    public void Compression_SomeNights_ReadsLowForHalfAnHourAndComesBack()
    {
        var sensor = new GlucoseSensor(new SmoothNoise(3), Unit.MilligramPerDecilitre, Artefacts.Usual);
        var pressed = Enumerable.Range(0, 365).Select(day => Enumerable.Range(0, Day).Count(m => sensor.Compression(new Moment((20_000.0 + day) * Day + m, TimeSpan.Zero)) > 0.5)).ToList();

        Assert.InRange(pressed.Count(minutes => minutes > 0), 5, 40);
        Assert.All(pressed.Where(minutes => minutes > 0), minutes => Assert.InRange(minutes, 14, 41));
        Assert.Equal(0, sensor.Compression(new Moment(20_000.0 * Day + 12 * 60, TimeSpan.Zero)));
    }

    [Fact]
    public void Glucose_CalmSensor_ErrsByAFewPercentOfTheBlood()
    {
        var errors = Enumerable.Range(0, 20).SelectMany(seed =>
        {
            var noise = new SmoothNoise((ulong)seed);
            var (sensor, body) = (new GlucoseSensor(noise, Unit.MilligramPerDecilitre), new GlucoseBody(noise.Branch(1), 0.7));
            return Enumerable.Range(0, 500).Select(i => 29_000_000.0 + i * 23).Select(t => Math.Abs(sensor.Glucose(new Moment(t, TimeSpan.Zero)) / body.At(t) - 1));
        }).ToList();

        // The mean absolute relative difference of today's sensors is stated as 8 to 9 %; some of that is the lag.
        Assert.InRange(errors.Average(), 0.01, 0.09);
    }

    private static List<double> Course(SmoothNoise noise, int days)
    {
        var body = new GlucoseBody(noise);
        return [.. Enumerable.Range(0, days * Day).Select(m => body.At(20_200 * Day + m))];
    }
}
