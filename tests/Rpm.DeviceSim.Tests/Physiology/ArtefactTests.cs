using Rpm.DeviceSim.Physiology;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.DeviceSim.Tests.Physiology;

public sealed class ArtefactTests
{
    private static readonly Moment Noon = new(29_000_000 - 29_000_000 % 1440 + 720, TimeSpan.FromHours(3));

    [Fact]
    public void Motion_ByDay_ReadsLowAndIsFlagged()
    {
        var oximeter = new Oximeter(new SmoothNoise(7), 97, 70, Artefacts.Usual);
        var samples = Enumerable.Range(0, 7 * 24 * 240).Select(i => Noon with { Minutes = Noon.Minutes + i / 4.0 })
            .Select(at => (Motion: oximeter.Motion(at), Sample: oximeter.Measure(at))).ToList();
        var (moving, still) = (samples.Where(s => s.Motion > 0.9).ToList(), samples.Where(s => s.Motion == 0).ToList());

        Assert.InRange(moving.Count / (double)samples.Count, 0.002, 0.03);
        Assert.All(moving, s => Assert.Equal(QualityFlags.Movement | QualityFlags.LowPerfusion, s.Sample.Quality));
        Assert.All(still, s => Assert.Equal(QualityFlags.None, s.Sample.Quality));
        Assert.True(moving.Average(s => Of(s.Sample, Measure.Spo2)) < still.Average(s => Of(s.Sample, Measure.Spo2)) - 2);
        Assert.True(moving.Average(s => Of(s.Sample, Measure.Perfusion)) < still.Average(s => Of(s.Sample, Measure.Perfusion)) / 3);
    }

    [Fact]
    public void SensorOff_ZerosAndAFlag()
    {
        var sample = new Oximeter(new SmoothNoise(7), 97, 70, off: Episode.Once(TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), TimeSpan.Zero)).Measure(Noon);

        Assert.Equal((0, 0, QualityFlags.SensorOff), (Of(sample, Measure.Spo2), Of(sample, Measure.Pulse), sample.Quality));
    }

    [Fact]
    public void WhiteCoat_OneInFour_IsHighAtFirstAndGoneAfterAQuarterOfAnHour()
    {
        var cuffs = Enumerable.Range(0, 400).Select(i => new Cuff(new SmoothNoise((ulong)i), 120, 75, 70, Artefacts.Usual)).ToList();
        var coats = cuffs.Where(c => c.WhiteCoat(Noon with { Elapsed = TimeSpan.Zero }) > 0).ToList();
        double Mean(double minutes) => coats.Average(c => Of(c.Measure(Noon with { Elapsed = TimeSpan.FromMinutes(minutes) }), Measure.Systolic));

        Assert.InRange(coats.Count, 70, 130);
        Assert.InRange(Mean(0) - Mean(60), 12, 27);
        Assert.InRange(Mean(20) - Mean(60), 0, 2);
        Assert.Equal(0, cuffs[0].WhiteCoat(Noon with { Elapsed = TimeSpan.FromHours(-5) }));
    }

    private static double Of(VitalSample sample, Measure measure) => sample.Values.TryGet(measure, out var quantity) ? quantity.Value : throw new InvalidOperationException($"no {measure}");
}
