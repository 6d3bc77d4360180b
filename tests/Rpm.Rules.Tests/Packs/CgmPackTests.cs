using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Packs;

public class CgmPackTests
{
    [Theory]
    [InlineData("55", "none")]
    [InlineData("54", "active high")]
    [InlineData("low", "active high")]
    public void UrgentLow_InMilligrams_AlertsBelow55(string reading, string expected) =>
        new Scenario().Cgm("100 " + reading).Expect("urgent-low", expected);

    [Theory]
    [InlineData("3.1", "none")]
    [InlineData("3.0", "active high")]
    [InlineData("low", "active high")]
    public void UrgentLow_InMillimoles_AlertsBelowItsOwnCutPoint(string reading, string expected) =>
        new Scenario { GlucoseUnit = Unit.MillimolePerLitre }.Cgm("6.1 " + reading).Expect("urgent-low", expected);

    [Fact]
    public void UrgentLow_StillActiveHalfAnHourAfterAcknowledgement_IsRaisedAgain() =>
        new Scenario().Cgm("50").Acknowledge("urgent-low").Cgm("50x5").Expect("urgent-low", "active high acknowledged")
            .Cgm("50x2").Expect("urgent-low", "active high");

    [Fact]
    public void UrgentLow_Unacknowledged_EscalatesEveryFiveMinutesToTheThirdTier()
    {
        var scenario = new Scenario().Cgm("50x6");
        Assert.Equal(3, scenario.Alert("urgent-low").Tier);
        Assert.Equal(2, scenario.Count("urgent-low", AlertChangeKind.Escalated));
    }

    [Fact]
    public void UrgentLow_TwoReadingsTenAboveTheLimit_Resolves() =>
        new Scenario().Cgm("50 64x3").Expect("urgent-low", "active high").Cgm("65 66").Expect("urgent-low", "resolved high");

    [Fact]
    public void Low_FifteenMinutesBelow70_RaisesMedium() =>
        new Scenario().Cgm("69x3").Expect("low", "none").Cgm("69").Expect("low", "active medium");

    [Fact]
    public void Low_At70_RaisesNothing() => new Scenario().Cgm("70x12").Expect("low", "none");

    [Fact]
    public void Low_InMillimoles_NeverBandsAConvertedValue() =>
        new Scenario { GlucoseUnit = Unit.MillimolePerLitre }.Cgm("3.9x12").Expect("low", "none").Cgm("3.8x4").Expect("low", "active medium");

    [Fact]
    public void Low_FifteenMinutesTenAboveTheLimit_Resolves() =>
        new Scenario().Cgm("69x4 81x3").Expect("low", "active medium").Cgm("81").Expect("low", "resolved medium");

    [Fact]
    public void Low_GapLongerThan20Minutes_DoesNotConfirm() =>
        new Scenario().Cgm("69x2").Observe(new Scenario { Device = "d1" }.Reading(Kind.Cgm, "69", Scenario.Start + TimeSpan.FromMinutes(27)), Scenario.Start + TimeSpan.FromMinutes(10))
            .Expect("low", "none");

    [Fact]
    public void VeryHigh_AnHourAbove250_RaisesMediumPriority() =>
        new Scenario().Cgm("251x12").Expect("very-high", "none").Cgm("251").Expect("very-high", "active medium")
            .Cgm("231x6").Expect("very-high", "active medium").Cgm("230x4").Expect("very-high", "resolved medium");

    [Fact]
    public void VeryHigh_BeyondTheSensor_CountsAsHigh() => new Scenario().Cgm("highx13").Expect("very-high", "active medium").Expect("low", "none");

    [Fact]
    public void High_InRangeTenMillimoles_RaisesNothing() =>
        new Scenario { GlucoseUnit = Unit.MillimolePerLitre }.Cgm("13.9x20").Expect("very-high", "none");

    [Fact]
    public void SignalLoss_NothingFor20Minutes_RaisesTechnicalAndResolvesWithTheNextReading()
    {
        var scenario = new Scenario().Cgm("110x3").Wait("9m").Expect("signal-loss", "none").Wait("6m").Expect("signal-loss", "active low");
        Assert.Equal(AlertClass.Technical, scenario.Alert("signal-loss").Class);
        scenario.Cgm("110").Expect("signal-loss", "resolved low");
    }

    [Fact]
    [Trait("Control", "C-24")]
    public void SignalLoss_WhileAnUrgentLowIsActive_TakesItsPriority() =>
        new Scenario().Cgm("50").Wait("30m").Expect("signal-loss", "active high").Expect("urgent-low", "active high");

    [Fact]
    [Trait("Control", "C-24")]
    public void SignalLoss_OldReadingsHandedInLate_AreNoSignOfLife()
    {
        var scenario = new Scenario().Cgm("110").Wait("30m").Expect("signal-loss", "active low");
        var late = scenario.Reading(Kind.Cgm, "111", Scenario.Start + TimeSpan.FromMinutes(5), scenario.Now);
        scenario.Observe(late).Expect("signal-loss", "active low");
    }

    [Fact]
    [Trait("Control", "C-24")]
    public void SignalLoss_ADaysHistoryHandedInAtOnce_IsNoSilenceWhileItComes()
    {
        var scenario = new Scenario();
        for (var minutes = -24 * 60; minutes < -60; minutes += 5)
        {
            scenario.Observe(scenario.Reading(Kind.Cgm, "110", Scenario.Start + TimeSpan.FromMinutes(minutes), Scenario.Start)).Wait("0s");
        }

        scenario.Wait("4m").Expect("signal-loss", "none");
        scenario.Wait("1m").Expect("signal-loss", "active low");
        Assert.Equal(Scenario.Start + TimeSpan.FromMinutes(5), scenario.Alert("signal-loss").Raised);
    }
}
