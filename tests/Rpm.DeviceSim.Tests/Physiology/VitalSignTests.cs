using CsCheck;
using Rpm.DeviceSim.Physiology;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.DeviceSim.Tests.Physiology;

public sealed class VitalSignTests
{
    // Two years of minutes from 2025 on, and elapsed times around a start.
    private static readonly Gen<Moment> AnyMoment = Gen.Select(
        Gen.Double[28_930_000, 29_980_000], Gen.Double[-1_440, 10_000], (minutes, elapsed) => new Moment(minutes, TimeSpan.FromMinutes(elapsed)));

    private static readonly Gen<SmoothNoise> AnyNoise = Gen.ULong.Select(seed => new SmoothNoise(seed));

    [Fact]
    public void At_AnyPlace_StaysWithinOneAndIsSmooth() =>
        Gen.Select(AnyNoise, Gen.Double[-1e6, 1e8]).Sample((noise, x) =>
            Math.Abs(noise.At(x)) <= 1 && Math.Abs(noise.At(x) - noise.At(x + 1e-4)) < 1e-3);

    [Fact]
    public void Measure_Cuff_IsAlwaysAPressure() =>
        Gen.Select(AnyNoise, AnyMoment, Gen.Bool).Sample((noise, at, ill) =>
        {
            var values = new Cuff(noise, 127, 78, 70, Artefacts.Calm, ill ? Episode.HypertensiveCrisis : null).Measure(at).Values;
            double sys = Of(values, Measure.Systolic), dia = Of(values, Measure.Diastolic), map = Of(values, Measure.Map), pulse = Of(values, Measure.Pulse);
            return dia < map && map < sys && sys is > 95 and < 205 && dia is > 50 and < 130 && pulse is > 45 and < 115;
        });

    [Fact]
    public void Measure_HealthyOximeter_ShowsBelievableNumbers() =>
        Gen.Select(AnyNoise, AnyMoment).Sample((noise, at) =>
        {
            var values = new Oximeter(noise, 97, 70).Measure(at).Values;
            return Of(values, Measure.Spo2) is >= 89 and <= 100 && Of(values, Measure.Pulse) is > 45 and < 95 && Of(values, Measure.Perfusion) is > 0.5 and < 8;
        });

    [Fact]
    public void Measure_HealthyGlucose_StaysOutOfTheRangesThatRaiseAlerts() =>
        Gen.Select(AnyNoise, AnyMoment).Sample((noise, at) => new GlucoseSensor(noise, Unit.MilligramPerDecilitre).Glucose(at) is > 70 and < 250);

    [Fact]
    public void Measure_GlucoseInEitherUnit_IsTheSameGlucose() =>
        Gen.Select(AnyNoise, AnyMoment).Sample((noise, at) =>
        {
            var mass = Of(new GlucoseSensor(noise, Unit.MilligramPerDecilitre).Measure(at).Values, Measure.Glucose);
            var moles = Of(new GlucoseSensor(noise, Unit.MillimolePerLitre).Measure(at).Values, Measure.Glucose);
            return Math.Abs(mass - moles * 18.0156) < 1.5;
        });

    [Fact]
    public void Saturation_OverAMonth_FallsNowAndThenButSeldom()
    {
        var oximeter = new Oximeter(new SmoothNoise(7), 97, 70, Artefacts.Usual);
        var samples = Enumerable.Range(0, 30 * 24 * 60 * 4).Select(i => oximeter.Saturation(new Moment(29_000_000 + i / 4.0, TimeSpan.Zero))).ToList();

        Assert.InRange(samples.Count(s => s < 94) / (double)samples.Count, 0.0002, 0.01);
    }

    [Fact]
    public void Glucose_OverADay_RisesAtDawnAndBehindMeals()
    {
        var days = Enumerable.Range(20_150, 60).ToList();
        double Mean(double hour) => days.Average(day => new GlucoseSensor(new SmoothNoise((ulong)day), Unit.MilligramPerDecilitre)
            .Glucose(new Moment(day * 1440.0 + hour * 60, TimeSpan.Zero)));

        Assert.True(Mean(6) > Mean(3) + 8, "dawn");
        Assert.True(Mean(13.5) > Mean(11.5) + 15, "lunch");
    }

    [Fact]
    public void Systolic_OverADay_DipsAtNight()
    {
        var cuff = new Cuff(new SmoothNoise(3), 120, 75, 70);
        double Mean(double hour) => Enumerable.Range(20_150, 60).Average(day => Of(cuff.Measure(new Moment(day * 1440.0 + hour * 60, TimeSpan.Zero)).Values, Measure.Systolic));

        Assert.InRange(1 - Mean(4) / Mean(16), 0.07, 0.16);
    }

    [Fact]
    public void Strength_OfEveryEpisode_IsFullSoonAfterTheStartAndComesBack()
    {
        foreach (var episode in new[] { Episode.Hypoglycaemia, Episode.Desaturation, Episode.HypertensiveCrisis })
        {
            var period = episode.Onset + episode.Hold + episode.Recovery + episode.Pause;
            Assert.Equal(1, episode.Strength(TimeSpan.FromSeconds(16)));
            Assert.Equal(1, episode.Strength(period + TimeSpan.FromSeconds(16)));
            Assert.Equal(0, episode.Strength(episode.LeadIn + episode.Hold + episode.Recovery + episode.Pause / 2));
            Assert.Equal(0, episode.Strength(TimeSpan.FromHours(-1)));
        }
    }

    private static double Of(MeasureValues values, Measure measure) => values.TryGet(measure, out var quantity) ? quantity.Value : throw new InvalidOperationException($"no {measure}");
}
