using Rpm.Rules.Alerts;
using Rpm.Rules.Monitoring;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Monitoring;

public class TimeTests
{
    [Fact]
    [Trait("Control", "C-27")]
    public void Observe_LateGoodReadings_NeverClear() =>
        new Scenario().SpO2("85x3 97@x20").Expect("spo2-low", "active high").SpO2("97x2").Expect("spo2-low", "resolved high");

    [Fact]
    [Trait("Control", "C-28")]
    public void Observe_LateBreachThatIsTheNewest_RaisesMarkedLateAndDoesNotEscalate()
    {
        var scenario = new Scenario().SpO2("97 70@").Expect("spo2-low", "active high late").Wait("2h");
        Assert.Equal(0, scenario.Count("spo2-low", AlertChangeKind.Escalated));
    }

    [Fact]
    [Trait("Control", "C-28")]
    public void Observe_BreachOnTimeAfterALateAlert_MakesItPresentAndTakesTheAcknowledgementBack() =>
        new Scenario().SpO2("70@").Acknowledge("spo2-low").SpO2("70").Expect("spo2-low", "active high");

    [Fact]
    [Trait("Control", "C-29")]
    public void Observe_LateBreachOlderThanTheNewest_RaisesNothing()
    {
        var scenario = new Scenario().SpO2("97x120");
        scenario.Observe(scenario.Reading(Kind.PulseOximetry, "70", Scenario.Start + TimeSpan.FromSeconds(10), scenario.Now)).Expect("spo2-low", "none");
    }

    [Fact]
    public void Observe_OutageOfOurs_SuppressesNothing()
    {
        // Received on time, processed two hours later.
        var scenario = new Scenario();
        var reading = scenario.Reading(Kind.Cgm, "50", Scenario.Start);
        scenario.Observe(reading, Scenario.Start + TimeSpan.FromHours(2)).Expect("urgent-low", "active high");
    }

    [Fact]
    [Trait("Control", "C-30")]
    public void Observe_HeldByMeasurementTime_NotByArrival()
    {
        // Three readings 5 s apart that arrive ten minutes apart: the hold of 15 s is not met by waiting for the network.
        var scenario = new Scenario();
        for (var i = 0; i < 3; i++)
        {
            var reading = scenario.Reading(Kind.PulseOximetry, "87", Scenario.Start + TimeSpan.FromSeconds(5 * i), Scenario.Start + TimeSpan.FromMinutes(i));
            scenario.Observe(reading, Scenario.Start + TimeSpan.FromMinutes(i));
        }

        scenario.Expect("spo2-low", "none");
    }

    [Fact]
    public void Observe_OutOfOrderBreachThatClosesAHold_Raises()
    {
        var scenario = new Scenario();
        var first = scenario.Reading(Kind.PulseOximetry, "87", Scenario.Start);
        scenario.SpO2("", "30s");
        var second = scenario.Reading(Kind.PulseOximetry, "87", Scenario.Start + TimeSpan.FromSeconds(30));
        scenario.Observe(second).Expect("spo2-low", "none").Observe(first).Expect("spo2-low", "active high");
    }

    [Fact]
    [Trait("Control", "C-31")]
    public void Observe_OutOfOrderGoodReadingInsideAHold_TakesNothingBack()
    {
        var scenario = new Scenario().SpO2("87x2").Expect("spo2-low", "active high");
        scenario.Observe(scenario.Reading(Kind.PulseOximetry, "97", Scenario.Start + TimeSpan.FromSeconds(15))).Expect("spo2-low", "active high");
    }

    [Fact]
    [Trait("Control", "C-32")]
    public void Observe_EpisodeThatArrivedAfterItsOwnEnd_IsRaisedAndStaysUnacknowledged()
    {
        var scenario = new Scenario().SpO2("97x2").SpO2("_x4").SpO2("97x4");
        scenario.Observe(scenario.Reading(Kind.PulseOximetry, "85", Scenario.Start + TimeSpan.FromSeconds(70)), scenario.Now);
        scenario.Observe(scenario.Reading(Kind.PulseOximetry, "85", Scenario.Start + TimeSpan.FromSeconds(100)), scenario.Now);
        scenario.Expect("spo2-low", "resolved high");
        Assert.False(Assert.Single(scenario.State.OpenAlerts).Acknowledged);
    }

    [Fact]
    [Trait("Control", "C-33")]
    public void Observe_TwoDevices_NeverShareAHold()
    {
        var scenario = new Scenario().SpO2("87", "10s");
        scenario.Device = "d2";
        scenario.SpO2("87", "10s");
        scenario.Device = "d1";
        scenario.Expect("spo2-low", "none");
    }

    [Fact]
    [Trait("Control", "C-33")]
    public void Observe_OneDeviceGoodWhileTheOtherBreaches_DoesNotClear()
    {
        var scenario = new Scenario().SpO2("85x3", "20s");
        for (var i = 0; i < 10; i++)
        {
            scenario.Device = "d2";
            scenario.SpO2("98", "10s");
            scenario.Device = "d1";
            scenario.SpO2("85", "10s");
        }

        scenario.Expect("spo2-low", "active high");
        scenario.Device = "d2";
        scenario.SpO2("98x3", "30s").Expect("spo2-low", "resolved high");
        Assert.Equal(1, scenario.Count("spo2-low", AlertChangeKind.Raised));
    }

    [Fact]
    [Trait("Control", "C-34")]
    public void Observe_InvalidReadings_NeitherRaiseNorClear() =>
        new Scenario().SpO2("70!x10").Expect("spo2-low", "none").SpO2("85x3 98!x10").Expect("spo2-low", "active high");

    [Fact]
    [Trait("Control", "C-35")]
    public void Observe_QuestionableReadings_RaiseMarkedAndNeverClear() =>
        new Scenario().SpO2("85?x3").Expect("spo2-low", "active high questionable").SpO2("98?x10").Expect("spo2-low", "active high questionable");

    [Fact]
    public void Observe_ZeroSaturation_IsNotALow() => new Scenario().SpO2("0x10").Wait("10m").Expect("spo2-low", "none");
}
