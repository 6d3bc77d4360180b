using Rpm.Rules.Alerts;
using Rpm.Rules.Plans;

namespace Rpm.Rules.Tests.Packs;

public class OximetryPackTests
{
    [Fact]
    public void Spo2Low_BelowLimitForHalfAMinute_RaisesHigh() =>
        new Scenario().SpO2("95x3 87").Expect("spo2-low", "none").SpO2("87").Expect("spo2-low", "active high");

    [Fact]
    public void Spo2Low_AtTheLimit_RaisesNothing() => new Scenario().SpO2("88x20").Expect("spo2-low", "none");

    [Fact]
    public void Spo2Low_ShortDip_RaisesNothing() => new Scenario().SpO2("95x3 87 95x3").Expect("spo2-low", "none");

    [Fact]
    public void Spo2Low_TenPointsBelowTheLimit_BypassesTheDelay() =>
        new Scenario().SpO2("95x3 77").Expect("spo2-low", "active high");

    [Fact]
    public void Spo2Low_BackAboveLimitButNotAboveClearLimit_StaysActive() =>
        new Scenario().SpO2("87x3 89x10").Expect("spo2-low", "active high").SpO2("90x2").Expect("spo2-low", "resolved high");

    [Fact]
    public void Spo2Low_OneSpotReadingThatNothingFollows_RaisesAfterTwoMinutes() =>
        new Scenario().SpO2("85").Expect("spo2-low", "none").Wait("2m").Expect("spo2-low", "active high");

    [Fact]
    public void Spo2Low_PrescribedTargetWithPrescriber_JudgesByTheTarget()
    {
        var patient = new PatientContext { Id = "p1", Spo2Target = new SaturationTarget(84, 90, "Dr. Lind") };
        new Scenario(patient).SpO2("86x10").Expect("spo2-low", "none").SpO2("83x2").Expect("spo2-low", "active high");
    }

    [Fact]
    [Trait("Control", "C-20")]
    public void Spo2Low_TargetWithoutPrescriber_KeepsTheDefaultAndSaysSo()
    {
        var scenario = new Scenario(new PatientContext { Id = "p1", Spo2Target = new SaturationTarget(84, 90, " ") });
        Assert.Equal("spo2-target", Assert.Single(scenario.Plan.Faults).Limit);
        scenario.SpO2("86x2").Expect("spo2-low", "active high");
    }

    [Fact]
    public void PulseLow_AtForty_RaisesHighAndClearsAboveFortyFive() =>
        new Scenario().SpO2("97/40x2").Expect("pulse-low", "active high").SpO2("97/45x4").Expect("pulse-low", "active high")
            .SpO2("97/46x2").Expect("pulse-low", "resolved high");

    [Fact]
    public void PulseHigh_At131_RaisesHighAndClearsBelow126() =>
        new Scenario().SpO2("97/131x2").Expect("pulse-high", "active high").SpO2("97/126x4").Expect("pulse-high", "active high")
            .SpO2("97/125x2").Expect("pulse-high", "resolved high");

    [Fact]
    [Trait("Control", "C-21")]
    public void SensorOff_ForMinutes_IsATechnicalAlertAndNeverALow()
    {
        var scenario = new Scenario().SpO2("97x2 offx6");
        scenario.Expect("spo2-low", "none").Expect("pulse-low", "none").Expect("sensor-off", "active low");
        Assert.Equal(AlertClass.Technical, scenario.Alert("sensor-off").Class);
        scenario.SpO2("97x2").Expect("sensor-off", "resolved low");
    }

    [Fact]
    [Trait("Control", "C-21")]
    public void SensorOff_WhileALowIsActive_DoesNotClearIt() =>
        new Scenario().SpO2("87x3 offx20").Expect("spo2-low", "active high");
}
