using Rpm.Rules.Alerts;
using Rpm.Rules.Monitoring;
using Rpm.Rules.Packs;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Review;

/// <summary>That the tests beside it fail for the reason they name: the same without that reason passes.</summary>
public class ControlTests
{
    private static JudgedReading At(Scenario s, Kind kind, string token, double minutes) =>
        s.Reading(kind, token, Scenario.Start + TimeSpan.FromMinutes(minutes), s.Now);

    [Fact]
    public void C19_InCelsius() => Own.Scenario("kind: temperature", "when: dips(temperature, 0.5 Cel, 1 h) >= 1").Temperature("38.0 37.0", "30s").Expect("r", "active medium");

    [Fact]
    public void C15_WithoutTheFirstFall()
    {
        var s = new Scenario().SpO2("94x60");
        for (var i = 0; i < 25; i++)
        {
            s.SpO2("89x2 94x3");
        }

        Assert.Equal("active medium", s.Of("desaturations"));
    }

    [Fact]
    public void C23_WithoutTheReadingBetween()
    {
        var s = Own.Scenario("kind: pulse-oximetry", "when: spo2 < 88 %", "readings: 2", "gap: 1 h", "clear:", "  when: spo2 >= 92 %", "  readings: 3", "  gap: 1 h");
        s.SpO2("80x2", "1m").Expect("r", "active medium");
        s.Now = Scenario.Start + TimeSpan.FromMinutes(10);
        s.Device = "d2";
        s.Observe(At(s, Kind.PulseOximetry, "80", 6));
        s.Device = "d1";
        s.Observe(At(s, Kind.PulseOximetry, "95", 4));
        s.Observe(At(s, Kind.PulseOximetry, "95", 5));
        s.Observe(At(s, Kind.PulseOximetry, "95", 8));
        s.Expect("r", "active medium");
    }

    [Fact]
    public void C01_EveryTwoMinutes() => new Scenario().HeartRate("160x40", "2m").Expect("heart-rate-high", "active high");

    [Fact]
    public void C08_InOrder()
    {
        var s = new Scenario(new PatientContext { Id = "p1", Cohorts = ["news2"] });
        s.SpO2("93/105x60", "1s").Pressure("95/60", "1s").Expect("score", "active medium");
    }

    [Fact]
    public void C12_RuleAsItWas()
    {
        var s = new Scenario(null, [Own.Pack("when: silent(cgm) > 20 min")]).Cgm("100").Wait("25m").Acknowledge("r");
        s.Cgm("100x12").Wait("3h");
        Assert.Contains(s.State.OpenAlerts, a => a.Active && !a.Acknowledged);
    }

    [Fact]
    public void C05_Within24Hours()
    {
        var s = new Scenario().Pressure("85/60", "1d").Pressure("125/75x2", "23h");
        Assert.Equal("resolved high", s.Of("low"));
    }
}
