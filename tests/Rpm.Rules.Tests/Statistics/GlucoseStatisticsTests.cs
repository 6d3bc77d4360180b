using System.Globalization;
using Rpm.Rules.Statistics;
using Rpm.Telemetry;
using Rpm.Telemetry.Traces;

namespace Rpm.Rules.Tests.Statistics;

public class GlucoseStatisticsTests
{
    private static readonly Instant Start = Instant.From(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    // Published with the simulator's recordings: true glucose, percent of samples 70-180, above, below.
    [Theory]
    [InlineData("adult#001", 67.77546777546777, 32.224532224532226, 0)]
    [InlineData("adolescent#002", 28.690228690228693, 41.16424116424117, 30.14553014553015)]
    [InlineData("adult#005", 58.62785862785863, 34.0956340956341, 7.276507276507277)]
    [Trait("Control", "C-163")]
    public void Of_SimulatedGlucose_HasThePublishedShares(string subject, double inRange, double above, double below)
    {
        var values = Values("cgm_simglucose.csv", r => r.Subject == subject && r.Device.EndsWith("-true", StringComparison.Ordinal));

        var shares = Whole(values).Shares!;

        Assert.Equal(inRange, shares.InRange, 1e-9);
        Assert.Equal(above, shares.Above, 1e-9);
        Assert.Equal(below, shares.Below, 1e-9);
        Assert.Equal(100, shares.Below + shares.InRange + shares.Above, 1e-9);
    }

    // cgmquantify over rows 2 to 2148, to the digits that are published.
    [Fact]
    [Trait("Control", "C-163")]
    public void Of_DexcomClarity_HasThePublishedNumbers()
    {
        var statistics = Whole([.. Values("cgm_dexcom_clarity.csv", _ => true).Skip(1)]);

        Assert.Equal(2147, statistics.Readings);
        Assert.Equal(111.90079, statistics.Mean!.Value, 5e-6);
        Assert.Equal(105, statistics.Median);
        Assert.Equal(5.98667, statistics.ManagementIndicator!.Value, 5e-6);
        Assert.Equal((49, 261), (statistics.Least, statistics.Greatest));
    }

    [Fact]
    [Trait("Control", "C-163")]
    public void Of_TheSameReadingsInEachUnit_AreBandedWithThatUnitsCutPoints()
    {
        var milligrams = Of(Unit.MilligramPerDecilitre, "53 54 69 70 180 181 250 251");
        var millimoles = Of(Unit.MillimolePerLitre, "2.9 3.0 3.8 3.9 10.0 10.1 13.9 14.0");

        Assert.Equal(new GlucoseShares(12.5, 37.5, 25, 37.5, 12.5), milligrams.Shares);
        Assert.Equal(milligrams.Shares, millimoles.Shares);
        Assert.Equal(new GlucoseShares(0, 0, 100, 0, 0), Of(Unit.MillimolePerLitre, "10.0 3.9").Shares);
    }

    [Fact]
    public void Of_Pregnant_HasItsOwnRange()
    {
        var values = Readings(Unit.MilligramPerDecilitre, "62 63 140 141");

        var (pregnant, other) = (Shares(true), Shares(false));

        Assert.Equal((25, 50, 25), (pregnant.Below, pregnant.InRange, pregnant.Above));
        Assert.Equal((50, 50, 0), (other.Below, other.InRange, other.Above));
        GlucoseShares Shares(bool isPregnant) => GlucoseStatistics.Of(values, Start, Start + TimeSpan.FromHours(1), FiveMinutes, isPregnant).Shares!;
    }

    [Fact]
    public void Of_FourValues_MeanDeviationVariationAndIndicatorAreByHand()
    {
        var statistics = Of(Unit.MilligramPerDecilitre, "100 110 120 150");

        Assert.Equal(120, statistics.Mean);
        Assert.Equal(Math.Sqrt(1400 / 3.0), statistics.StandardDeviation!.Value, 1e-12);
        Assert.Equal(Math.Sqrt(1400 / 3.0) / 120 * 100, statistics.Variation!.Value, 1e-12);
        Assert.Equal(115, statistics.Median);
        Assert.Equal(3.31 + (0.02392 * 120), statistics.ManagementIndicator!.Value, 1e-12);
        Assert.Equal(12.71 + (4.70587 * 120 / 18.0156), statistics.ManagementIndicatorMillimolesPerMole!.Value, 1e-9);
        Assert.Equal(3.31 + (0.02392 * 18.0156 * 6), Of(Unit.MillimolePerLitre, "6 6").ManagementIndicator!.Value, 1e-12);
    }

    [Fact]
    public void Of_BeyondTheSensor_CountsInTheBandsAndInNoMean()
    {
        var statistics = Of(Unit.MilligramPerDecilitre, "low 100 100 high");

        Assert.Equal((100.0, 2, 100.0, 100.0), (statistics.Mean, statistics.BeyondSensor, statistics.Least, statistics.Greatest));
        Assert.Equal(new GlucoseShares(25, 25, 50, 25, 25), statistics.Shares);
    }

    [Theory]
    [InlineData("", DataSufficiency.None)]
    [InlineData("100", DataSufficiency.NotEnough)]
    public void Of_ThinData_IsNotEnough(string values, DataSufficiency expected)
    {
        var statistics = GlucoseStatistics.Of(Readings(Unit.MilligramPerDecilitre, values), Start, Start + TimeSpan.FromDays(14), FiveMinutes);

        Assert.Equal(expected, statistics.Sufficiency);
        Assert.Null(statistics.StandardDeviation);
        Assert.Null(statistics.Variation);
    }

    [Theory]
    [InlineData(14, 0.70, DataSufficiency.Enough)]
    [InlineData(14, 0.69, DataSufficiency.NotEnough)]
    [InlineData(13, 1, DataSufficiency.NotEnough)]
    public void Of_FourteenDaysWithSeventyPercent_IsEnough(int days, double share, DataSufficiency expected)
    {
        var count = (int)(days * 288 * share) + (share == 0.70 ? 1 : 0);
        // Twice each: a reading that comes again fills no second slot.
        var values = Enumerable.Range(0, count * 2).Select(i => new GlucoseValue(Start + ((i / 2) * FiveMinutes), 100, Unit.MilligramPerDecilitre));

        var statistics = GlucoseStatistics.Of(values, Start, Start + TimeSpan.FromDays(days), FiveMinutes);

        Assert.Equal(expected, statistics.Sufficiency);
        Assert.Equal((double)count / (days * 288) * 100, statistics.DataShare, 1e-9);
    }

    // _ = no reading; times in minutes from the start.
    [Theory]
    [InlineData("100 69x2 100x4", "")]
    [InlineData("100 69x3 100x4", "5-20")]
    [InlineData("100 69x3 100x2 69x2 100x4", "5-40")]
    [InlineData("100 69x3 100x3 69x3 100x3", "5-20 35-50")]
    [InlineData("100 69x3 _x7 69x3 100x3", "5-70")]
    [InlineData("100 69x3 _x9 69x3 100x3", "5-20 65-80")]
    [InlineData("lowx3", "0-15")]
    [InlineData("69x4 100x2", "0-20")]
    [InlineData("69 _ 69 _ 69 100x3", "0-25")]
    [Trait("Control", "C-163")]
    public void Of_Readings_HaveTheEpisodesOfBattelino(string values, string expected)
    {
        var statistics = GlucoseStatistics.Of(Readings(Unit.MilligramPerDecilitre, values), Start, Start + TimeSpan.FromDays(1), FiveMinutes);

        var episodes = statistics.LowEpisodes.Select(e => $"{(e.From - Start).TotalMinutes}-{(e.To - Start).TotalMinutes}");
        Assert.Equal(expected, string.Join(' ', episodes));
        Assert.Empty(statistics.HighEpisodes);
    }

    [Fact]
    public void Of_HighReadings_HaveHighEpisodesOfBothLevels()
    {
        var statistics = Of(Unit.MillimolePerLitre, "9.0 10.1x3 14.0x3 9.0x3");

        Assert.Equal(TimeSpan.FromMinutes(30), Assert.Single(statistics.HighEpisodes).Length);
        Assert.Equal(TimeSpan.FromMinutes(15), Assert.Single(statistics.VeryHighEpisodes).Length);
    }

    private static GlucoseStatistics Of(Unit unit, string values) =>
        GlucoseStatistics.Of(Readings(unit, values), Start, Start + TimeSpan.FromDays(1), FiveMinutes);

    private static GlucoseStatistics Whole(IReadOnlyList<GlucoseValue> values) =>
        GlucoseStatistics.Of(values, values[0].Time, values[^1].Time + FiveMinutes, FiveMinutes);

    private static List<GlucoseValue> Readings(Unit unit, string text)
    {
        var values = new List<GlucoseValue>();
        var time = Start;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = word.Split('x');
            for (var i = 0; i < (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1); i++, time += FiveMinutes)
            {
                switch (parts[0])
                {
                    case "_":
                        break;
                    case "low" or "high":
                        values.Add(GlucoseValue.Of(time, default(SensorClamp).Beyond(parts[0] == "low" ? Comparator.Low : Comparator.High, unit)));
                        break;
                    default:
                        values.Add(new GlucoseValue(time, double.Parse(parts[0], CultureInfo.InvariantCulture), unit));
                        break;
                }
            }
        }

        return values;
    }

    private static List<GlucoseValue> Values(string trace, Func<TraceReading, bool> wanted)
    {
        var timed = new TraceClock(TimeZoneInfo.Utc, new TraceShift(null)).Apply([.. SharedTraces.Join(trace).Readings.Where(wanted)]);
        return [.. timed.Select(t => GlucoseValue.Of(t.Time, t.Source.Values[0].Quantity))];
    }
}
