using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Packs;

public class BloodPressurePackTests
{
    [Theory]
    [InlineData("181/90")]
    [InlineData("150/121")]
    public void Crisis_FirstSevereReading_AsksAtOnceForARepeat(string reading) =>
        new Scenario().Pressure("130/70 " + reading).Expect("crisis", "active medium");

    [Fact]
    public void Crisis_ConfirmedBySecondReading_RisesToHigh() =>
        new Scenario().Pressure("185/100x2").Expect("crisis", "active high");

    [Fact]
    [Trait("Control", "C-22")]
    public void Crisis_NoRepeatInFifteenMinutes_RisesToHigh() =>
        new Scenario().Pressure("185/100", "1m").Wait("13m").Expect("crisis", "active medium").Wait("1m").Expect("crisis", "active high");

    [Fact]
    public void Crisis_RepeatInTimeIsNormal_StaysMediumAndClearsAfterTwoReadings() =>
        new Scenario().Pressure("185/100 150/90").Wait("20m").Expect("crisis", "active medium").Pressure("150/90").Expect("crisis", "resolved medium");

    [Fact]
    public void Crisis_RiseInPriority_TakesTheAcknowledgementBack()
    {
        var scenario = new Scenario().Pressure("185/100").Acknowledge("crisis").Expect("crisis", "active medium acknowledged");
        scenario.Pressure("186/100").Expect("crisis", "active high");
        Assert.Equal(1, scenario.Count("crisis", AlertChangeKind.PriorityRaised));
    }

    [Fact]
    [Trait("Control", "C-23")]
    public void Crisis_HighAndUnacknowledged_IsNeverLowered() =>
        new Scenario().Pressure("185/100x2 178/100x5").Expect("crisis", "active high");

    [Theory]
    [InlineData("23.9/15.9", "none")]
    [InlineData("24.0/12.0", "active medium")]
    public void Crisis_SentInKilopascal_IsJudgedAgainstTheConvertedLimit(string reading, string expected) =>
        new Scenario { PressureUnit = Unit.Kilopascal }.Pressure(reading).Expect("crisis", expected);

    [Fact]
    public void Elevated_ThreeSittings_RaisesLow() =>
        new Scenario().Pressure("135/78x2", "1d").Expect("elevated", "none").Pressure("128/80", "1d").Expect("elevated", "active low");

    [Fact]
    public void Elevated_ThreeReadingsInOneSitting_CountAsOne() =>
        new Scenario().Pressure("135/78x4", "2m").Expect("elevated", "none");

    [Fact]
    public void Elevated_BackBelowTheClearLimitTwice_Resolves() =>
        new Scenario().Pressure("135/78x3", "1d").Pressure("128/75x3", "1d").Expect("elevated", "active low")
            .Pressure("124/75x2", "1d").Expect("elevated", "resolved low");

    [Fact]
    public void Low_AtNinety_RaisesHighAndClearsAboveNinetyFive() =>
        new Scenario().Pressure("90/60").Expect("low", "active high").Pressure("95/60x3").Expect("low", "active high")
            .Pressure("96/60x2").Expect("low", "resolved high");

    [Fact]
    public void IrregularPulse_TwoSittings_RaisesLow() =>
        new Scenario().Pressure("120/70i 120/70i", "1d").Expect("irregular-pulse", "active low").Pressure("120/70x3", "1d")
            .Expect("irregular-pulse", "resolved low");
}
