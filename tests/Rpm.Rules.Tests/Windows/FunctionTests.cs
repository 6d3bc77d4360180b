using Rpm.Rules.Alerts;
using Rpm.Rules.Monitoring;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Windows;

public class FunctionTests
{
    [Theory]
    // Mean of the last ten minutes, the reading ten minutes ago included.
    [InlineData("mean(cgm.glucose, 10 min) > 119.9 mg/dL | 6.6 mmol/L", "100 110 150", "active medium")]
    [InlineData("mean(cgm.glucose, 10 min) > 120 mg/dL | 6.6 mmol/L", "100 110 150", "none")]
    [InlineData("mean(cgm.glucose, 10 min) > 120 mg/dL | 6.6 mmol/L and cgm.glucose > 140 mg/dL | 7.8 mmol/L and cgm.glucose < 160 mg/dL | 8.9 mmol/L", "200 100 110 150", "none")]
    [InlineData("min(cgm.glucose, 10 min) < 101 mg/dL | 5.6 mmol/L", "100 110 150", "active medium")]
    [InlineData("min(cgm.glucose, 10 min) < 101 mg/dL | 5.6 mmol/L and cgm.glucose > 160 mg/dL | 8.9 mmol/L", "100 120 130 170", "none")]
    [InlineData("max(cgm.glucose, 10 min) >= 150 mg/dL | 8.3 mmol/L and cgm.glucose < 120 mg/dL | 6.6 mmol/L", "150 110 100", "active medium")]
    [InlineData("change(cgm.glucose, 10 min) <= -50 mg/dL | -2.8 mmol/L", "150 110 100", "active medium")]
    [InlineData("change(cgm.glucose, 10 min) <= -50 mg/dL | -2.8 mmol/L", "150 120 110 100", "none")]
    [InlineData("rise(cgm.glucose, 15 min) >= 50 mg/dL | 2.8 mmol/L", "130 100 120 150", "active medium")]
    [InlineData("fall(cgm.glucose, 15 min) >= 50 mg/dL | 2.8 mmol/L", "130 150 120 100", "active medium")]
    [InlineData("count(cgm.glucose < 70 mg/dL | 3.9 mmol/L, 20 min) >= 3", "69 80 69 80 69", "active medium")]
    [InlineData("count(cgm.glucose < 70 mg/dL | 3.9 mmol/L, 19 min) >= 3", "69 80 69 80 69", "none")]
    public void Function_OfAWindow_IsWhatItSays(string when, string readings, string expected) =>
        Own.Scenario($"when: {when}").Cgm(readings).Expect("r", expected);

    [Theory]
    [InlineData("120 115 110 105", false)]
    [InlineData("130 115 100 85", true)]
    // Theil and Sen: one wild reading does not turn the trend; the median slope of 120, 118, 60, 114 is not that of its last pair.
    [InlineData("120 118 116 60", false)]
    public void Rate_FallOfThreePerMinute_IsFoundAndOneWildReadingIsNot(string readings, bool raised) =>
        Own.Scenario("when: rate(cgm.glucose, 15 min) <= -3 mg/dL/min | -0.17 mmol/L/min").Cgm(readings).Expect("r", raised ? "active medium" : "none");

    [Fact]
    public void Rate_InMillimoles_IsJudgedInItsOwnUnit()
    {
        var scenario = Own.Scenario("when: rate(cgm.glucose, 15 min) <= -3 mg/dL/min | -0.17 mmol/L/min");
        scenario.GlucoseUnit = Unit.MillimolePerLitre;
        scenario.Cgm("8.0 7.1 6.2 5.3").Expect("r", "active medium");
        var alert = scenario.Alert("r");
        Assert.Equal("rate(cgm.glucose, 15 min)", alert.Computed);
        Assert.Equal(new Quantity(-18, 2, Unit.MillimolePerLitrePerMinute), alert.Value);
        Assert.Equal(new Quantity(-17, 2, Unit.MillimolePerLitrePerMinute), alert.Limit);
        Assert.Equal(Measure.Glucose, alert.Measure);
        Assert.Equal(3, alert.Evidence.Count);
    }

    [Theory]
    // 100, 90, 80, 70: two a minute; in ten minutes 50.
    [InlineData("100 90 80 70", true)]
    [InlineData("100 95 90 85", false)]
    // Two readings are no trend.
    [InlineData("90 75", false)]
    // A gap ends the trend: what came before is another story.
    [InlineData("130 120 110 _x4 75", false)]
    // A sensor at its lower end says no number and enters no forecast.
    [InlineData("100 90 80 low", false)]
    public void Forecast_LineThroughAQuarterOfAnHour_ReachesTheLimit(string readings, bool raised) =>
        Own.Scenario("when: forecast(cgm.glucose, 10 min) < 55 mg/dL | 3.1 mmol/L").Cgm(readings).Expect("r", raised ? "active medium" : "none");

    [Fact]
    public void Forecast_NewestReadingArrivedSevenMinutesOld_IsNotMade()
    {
        var scenario = Own.Scenario("when: forecast(cgm.glucose, 10 min) < 55 mg/dL | 3.1 mmol/L").Cgm("100 90 80");
        scenario.Observe(scenario.Reading(Kind.Cgm, "70", scenario.Now, scenario.Now + TimeSpan.FromMinutes(7)), scenario.Now + TimeSpan.FromMinutes(7)).Expect("r", "none");
    }

    [Fact]
    public void Mean_ReadingsBeyondTheSensor_AreNotInIt() =>
        Own.Scenario("when: mean(cgm.glucose, 30 min) < 70 mg/dL | 3.9 mmol/L").Cgm("80 low low 80").Expect("r", "none");

    [Fact]
    public void Min_ReadingBelowTheSensor_IsBeyondEveryLimit() =>
        Own.Scenario("when: min(cgm.glucose, 30 min) < 39 mg/dL | 2.1 mmol/L").Cgm("80 low 80").Expect("r", "active medium");

    [Fact]
    public void Dips_FallsFromTheBaseline_AreCountedOnceEach() =>
        Own.Scenario("kind: pulse-oximetry", "when: dips(spo2, 4 %, 1 h) >= 2")
            .SpO2("96x4 91x4").Expect("r", "none")          // one dip, however long
            .SpO2("93 92").Expect("r", "none")              // not yet regained half: still the same
            .SpO2("96x4 92").Expect("r", "active medium");

    [Fact]
    public void Dips_SlowFall_IsNone() =>
        Own.Scenario("kind: pulse-oximetry", "when: dips(spo2, 4 %, 1 h) >= 1").SpO2("97x5 96x5 95x5 94x5 93x5 92x5 91x5").Expect("r", "none");

    [Fact]
    public void Change_OfATemperature_IsConvertedAsADifference()
    {
        var scenario = Own.Scenario("when: change(temperature, 24 h) >= 1 Cel");
        scenario.TemperatureUnit = Unit.Fahrenheit;
        scenario.Temperature("98.6 100.3").Expect("r", "none").Temperature("100.4").Expect("r", "active medium");
    }

    [Fact]
    [Trait("Control", "C-140")]
    public void Rise_SinceYesterday_CountsAWeighing24Hours15MinutesLater()
    {
        var scenario = Own.Scenario("when: rise(weight, 1 day) >= 1.4 kg").Weight("80.0");
        scenario.Now += TimeSpan.FromMinutes(15);
        scenario.Weight("81.4").Expect("r", "active medium");
    }

    [Theory]
    // Local days of Berlin: 00:30 and 23:30 of the next day are a day apart and more than 36 h, 08:00 and 19:30 are not.
    [InlineData("2026-03-01T07:00:00Z", 36, true)]
    [InlineData("2026-03-01T07:00:00Z", 37, false)]
    [InlineData("2026-03-01T22:30:00Z", 25, false)]
    [InlineData("2026-03-01T23:30:00Z", 25, true)]
    public void Rise_OneDay_IsACalendarDayOfThePatientAndAtMost36Hours(string first, int hoursLater, bool raised)
    {
        // 22:30Z is 23:30 in Berlin: 25 h later it is 00:30 of the day after next. 23:30Z is 00:30.
        var scenario = Own.Scenario(new Plans.PatientContextBuilder("Europe/Berlin").Context, "when: rise(weight, 1 day) >= 1.4 kg");
        scenario.Now = Instant.From(DateTimeOffset.Parse(first, System.Globalization.CultureInfo.InvariantCulture));
        scenario.Weight("80.0", "1s");
        scenario.Now += TimeSpan.FromHours(hoursLater) - TimeSpan.FromSeconds(1);
        scenario.Weight("82.0").Expect("r", raised ? "active medium" : "none");
    }

    [Theory]
    // Low-perfusion readings may raise by a window, and their passing does not clear by themselves.
    [InlineData("85?x3", "active medium questionable")]
    [InlineData("97x3", "none")]
    public void Count_DoubtfulReadings_MayRaise(string readings, string expected) =>
        Own.Scenario("kind: pulse-oximetry", "when: count(spo2 < 88 %, 10 min) >= 3").SpO2(readings).Expect("r", expected);

    [Fact]
    [Trait("Control", "C-141")]
    public void Mean_DoubtfulReadingsInTheWindow_DoNotClear()
    {
        // The mean with the doubtful 99s is 90 and above; without them it is 86.
        Own.Scenario("kind: pulse-oximetry", "when: mean(spo2, 3 min) < 88 %", "clear:", "  when: mean(spo2, 3 min) >= 88 %", "  readings: 1")
            .SpO2("86x4").Expect("r", "active medium").SpO2("99?x3 87").Expect("r", "active medium").SpO2("95x9").Expect("r", "resolved medium");
    }

    [Fact]
    [Trait("Control", "C-142")]
    public void Window_OfTwoDevices_IsNeverOne()
    {
        var scenario = Own.Scenario("when: fall(cgm.glucose, 15 min) >= 50 mg/dL | 2.8 mmol/L").Cgm("150x2");
        scenario.Device = "d2";
        scenario.Cgm("90x3").Expect("r", "none");
    }

    [Fact]
    public void Window_WithdrawnReading_CountsNoLonger()
    {
        var scenario = Own.Scenario("when: rise(weight, 7 days) >= 2.3 kg").Weight("60 80").Expect("r", "active medium");
        Assert.Equal(AlertActionResult.Done, scenario.Act(AlertActionKind.Resolve, "r", reason: Actions.WrongData));
        PatientMonitor.Review(scenario.Plan, scenario.State, EvidenceSpan.Of("d1", Kind.Weight, Scenario.Start, 0), "typed wrong", scenario.Now, scenario.Changes);
        scenario.Weight("80.5").Expect("r", "resolved medium acknowledged").Weight("83").Expect("r", "active medium");
    }
}
