using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Monitoring;

/// <summary>Priority while active, telling again, tiers, and who has looked.</summary>
public class LifeCycleTests
{
    private static readonly string[] Breathing =
        ["when: respiratoryRate >= 21 /min", "clear:", "  when: respiratoryRate < 19 /min", "  readings: 2", "raise:", "  to: high", "  when: respiratoryRate >= 25 /min"];

    [Fact]
    public void RaiseWhen_ReadingAtOnceThatHigh_RaisesAtTheHigherPriority()
    {
        var scenario = Own.Scenario(Breathing).Respiration("26").Expect("r", "active high");
        Assert.Equal(1, scenario.Count("r", AlertChangeKind.Raised));
    }

    [Fact]
    [Trait("Control", "C-143")]
    public void RaiseWhen_ConditionEases_FallsBackOnlyOnceAcknowledged()
    {
        var scenario = Own.Scenario(Breathing).Respiration("22").Expect("r", "active medium").Respiration("25").Expect("r", "active high")
            .Respiration("22x5").Expect("r", "active high");
        scenario.Acknowledge("r").Respiration("22").Expect("r", "active medium acknowledged");
        Assert.Equal(1, scenario.Count("r", AlertChangeKind.PriorityLowered));
    }

    [Fact]
    public void RaiseWhen_OneReadingDenies_DoesNotLower() =>
        Own.Scenario(Breathing).Respiration("25").Acknowledge("r").Respiration("22").Expect("r", "active high acknowledged")
            .Respiration("25 22").Expect("r", "active high acknowledged").Respiration("22").Expect("r", "active medium acknowledged");

    [Fact]
    public void RaiseWhen_GrowsWorseAgain_TakesTheAcknowledgementBack() =>
        Own.Scenario(Breathing).Respiration("22").Acknowledge("r").Respiration("25").Expect("r", "active high");

    [Fact]
    public void Renotify_Unacknowledged_IsToldAgainAndAgainUntilAcknowledged()
    {
        var scenario = Own.Scenario("when: cgm.glucose < 55 mg/dL | 3.1 mmol/L", "renotify: 5 min").Cgm("50", "1m").Wait("16m");
        Assert.Equal(3, scenario.Count("r", AlertChangeKind.Renotified));
        scenario.Acknowledge("r").Wait("1h");
        Assert.Equal(3, scenario.Count("r", AlertChangeKind.Renotified));
    }

    [Fact]
    public void Renotify_Snoozed_WaitsForTheEndOfTheSnooze()
    {
        var scenario = Own.Scenario("when: cgm.glucose < 55 mg/dL | 3.1 mmol/L", "renotify: 5 min", "priority: low").Cgm("50", "1m");
        scenario.Act(AlertActionKind.Snooze, "r", until: scenario.Now + TimeSpan.FromMinutes(30));
        scenario.Wait("29m");
        Assert.Equal(0, scenario.Count("r", AlertChangeKind.Renotified));
        scenario.Wait("2m");
        Assert.True(scenario.Count("r", AlertChangeKind.Renotified) >= 1);
    }

    [Fact]
    [Trait("Control", "C-144")]
    public void Escalate_LastTierDoesNotAnswer_IsSaidOfTheAlertUntilSomebodyAcknowledges()
    {
        var scenario = Own.Scenario("when: cgm.glucose < 55 mg/dL | 3.1 mmol/L", "escalate: 5 min").Cgm("50", "1m").Wait("10m");
        Assert.Equal(3, scenario.Alert("r").Tier);
        Assert.False(scenario.Alert("r").Unanswered);
        scenario.Wait("5m");
        Assert.True(scenario.Alert("r").Unanswered);
        Assert.Equal(1, scenario.Count("r", AlertChangeKind.Unanswered));
        scenario.Acknowledge("r");
        Assert.False(scenario.Alert("r").Unanswered);
    }

    [Fact]
    public void ReviewWithin_NobodyLooked_IsSaidOnceWithTheTimeItWasDue()
    {
        var scenario = Own.Scenario("when: cgm.glucose < 55 mg/dL | 3.1 mmol/L", "reviewWithin: 30 min").Cgm("50", "1m");
        Assert.Equal(Scenario.Start + TimeSpan.FromMinutes(30), scenario.Alert("r").ReviewBy);
        scenario.Wait("3h");
        Assert.Equal(1, scenario.Count("r", AlertChangeKind.Overdue));
    }

    [Fact]
    public void Timers_OfLateAndTestAlerts_HurryNobody()
    {
        var scenario = Own.Scenario("when: cgm.glucose < 55 mg/dL | 3.1 mmol/L", "escalate: 5 min", "renotify: 5 min");
        scenario.Test = true;
        scenario.Cgm("50").Wait("1h");
        Assert.Equal(0, scenario.Count("r", AlertChangeKind.Escalated) + scenario.Count("r", AlertChangeKind.Renotified));
    }

    [Fact]
    [Trait("Control", "C-145")]
    public void Snooze_OfAHigh_HidesNoLow()
    {
        var scenario = new Scenario().Cgm("251x13");
        Assert.Equal(AlertActionResult(), scenario.Act(AlertActionKind.Snooze, "very-high", until: scenario.Now + TimeSpan.FromHours(1)));
        scenario.Cgm("50").Expect("urgent-low", "active high");

        static Rpm.Rules.Monitoring.AlertActionResult AlertActionResult() => Rpm.Rules.Monitoring.AlertActionResult.Done;
    }

    [Fact]
    [Trait("Control", "C-146")]
    public void TimeOfDay_AtItsEnd_ClearsNothingAndRaisesNothing()
    {
        var scenario = Own.Scenario("when: cgm.glucose < 80 mg/dL | 4.4 mmol/L and time between 22:00 and 06:00");
        scenario.Now = Instant.From(new DateTimeOffset(2026, 3, 1, 21, 50, 0, TimeSpan.Zero));
        scenario.Cgm("75x2").Expect("r", "none").Cgm("75").Expect("r", "active medium");
        scenario.Now = Instant.From(new DateTimeOffset(2026, 3, 2, 6, 0, 0, TimeSpan.Zero));
        scenario.Cgm("75x5").Expect("r", "active medium").Cgm("90x2").Expect("r", "resolved medium");
    }

    [Fact]
    public void Readings_ThreeOfFive_HoldsThroughAGoodOne() =>
        Own.Scenario("when: spo2 < 90 %", "kind: pulse-oximetry", "readings: 3 of 5")
            .SpO2("89 92 89 92").Expect("r", "none").SpO2("89").Expect("r", "active medium");

    [Fact]
    public void Readings_ThreeOfSix_IsNotThreeOfFive() =>
        Own.Scenario("when: spo2 < 90 %", "kind: pulse-oximetry", "readings: 3 of 5").SpO2("89 92 92 89 92 89").Expect("r", "none");
}
