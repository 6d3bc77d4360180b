using Rpm.Rules.Alerts;
using Rpm.Rules.Monitoring;
using Rpm.Rules.Packs;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Monitoring;

public class AcknowledgementTests
{
    [Fact]
    public void Observe_BreachGoesOn_KeepsTheAcknowledgement() =>
        new Scenario().SpO2("85x3").Acknowledge("spo2-low").SpO2("85x10").Expect("spo2-low", "active high acknowledged");

    [Fact]
    [Trait("Control", "C-36")]
    public void Observe_BreachAfterAGoodReading_TakesTheAcknowledgementBack() =>
        new Scenario().SpO2("85x3").Acknowledge("spo2-low").SpO2("92").Expect("spo2-low", "active high acknowledged")
            .SpO2("85x2").Expect("spo2-low", "active high");

    [Fact]
    [Trait("Control", "C-36")]
    public void Tick_StillActiveAfterReack_TakesTheAcknowledgementBack() =>
        new Scenario().SpO2("85x3").Acknowledge("spo2-low").Wait("14m").Expect("spo2-low", "active high acknowledged").Wait("1m")
            .Expect("spo2-low", "active high");

    [Fact]
    public void Tick_RunsAtItsOwnDeadline_NotAtTheClock()
    {
        var scenario = new Scenario().SpO2("85x3").Acknowledge("spo2-low");
        var acknowledged = scenario.Now;
        scenario.Wait("1h");
        var back = scenario.Changes.Single(c => c.Kind == AlertChangeKind.Reraised).Alert;
        Assert.Equal(acknowledged + TimeSpan.FromMinutes(15), back.History[^1].At);
    }

    [Fact]
    public void Observe_BreachWhileActive_MakesNoSecondAlert()
    {
        var scenario = new Scenario().SpO2("85x3 92 85x3 92 85x3");
        Assert.Equal(1, scenario.Count("spo2-low", AlertChangeKind.Raised));
    }

    [Fact]
    [Trait("Control", "C-37")]
    public void Act_ResolveWhileTheConditionHolds_IsRefusedUnlessTheDataAreWrong()
    {
        var scenario = new Scenario().SpO2("85x3");
        Assert.Equal(AlertActionResult.ConditionHolds, scenario.Act(AlertActionKind.Resolve, "spo2-low", "handled"));
        Assert.Equal(AlertActionResult.Done, scenario.Act(AlertActionKind.Resolve, "spo2-low", "wrong-data"));
        scenario.Expect("spo2-low", "resolved high acknowledged").SpO2("85x2").Expect("spo2-low", "active high");
    }

    [Fact]
    [Trait("Control", "C-38")]
    public void Act_SnoozeACriticalAlert_IsRefused()
    {
        var scenario = new Scenario().SpO2("85x3");
        Assert.Equal(AlertActionResult.Critical, scenario.Act(AlertActionKind.Snooze, "spo2-low", until: scenario.Now + TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void Act_Snooze_IsBoundedByPriorityAndEndsLoudly()
    {
        var scenario = new Scenario().Cgm("69x4");
        Assert.Equal(AlertActionResult.SnoozeOutOfBounds, scenario.Act(AlertActionKind.Snooze, "low", until: scenario.Now + TimeSpan.FromHours(5)));
        Assert.Equal(AlertActionResult.Done, scenario.Act(AlertActionKind.Snooze, "low", until: scenario.Now + TimeSpan.FromHours(1)));
        scenario.Wait("1h");
        Assert.Equal(1, scenario.Count("low", AlertChangeKind.Renotified));
        Assert.Null(scenario.Alert("low").SnoozedUntil);
    }

    [Fact]
    public void Act_AcknowledgeAResolvedAlert_ClosesIt()
    {
        var scenario = new Scenario().SpO2("85x3 97x3").Expect("spo2-low", "resolved high");
        scenario.Acknowledge("spo2-low");
        Assert.Empty(scenario.State.OpenAlerts);
    }

    [Fact]
    public void Act_OnAnUnknownAlert_IsNotFound()
    {
        var scenario = new Scenario();
        var action = new AlertAction(AlertActionKind.Acknowledge, "nope", "p1", "nurse");
        Assert.Equal(AlertActionResult.NotFound, PatientMonitor.Act(scenario.Plan, scenario.State, action, scenario.Now, scenario.Changes));
    }

    [Fact]
    [Trait("Control", "C-39")]
    public void ChangePlan_LimitLoosened_LeavesTheAlertToAPerson()
    {
        var scenario = new Scenario().SpO2("85x3");
        scenario.Plan = RulePlan.Create(ShippedPacks.Load(), new PatientContext { Id = "p1", Limits = new Dictionary<string, string> { ["oximetry/low"] = "80 %" } });
        Assert.Empty(scenario.Plan.Faults);
        scenario.SpO2("97x20").Expect("spo2-low", "active high");
        Assert.Equal(AlertActionResult.Done, scenario.Act(AlertActionKind.Resolve, "spo2-low", "new limit"));
        scenario.Expect("spo2-low", "resolved high acknowledged");
    }

    [Fact]
    [Trait("Control", "C-39")]
    public void ChangePlan_RuleRemoved_LeavesTheAlertToAPerson()
    {
        var scenario = new Scenario().SpO2("85x3");
        scenario.Plan = RulePlan.Create([], new PatientContext { Id = "p1" });
        scenario.SpO2("97x20").Expect("spo2-low", "active high");
        Assert.Equal(AlertActionResult.Done, scenario.Act(AlertActionKind.Resolve, "spo2-low", "rule removed"));
    }

    [Fact]
    public void ChangePlan_AnotherRuleOfThePackChanged_KeepsTheHold()
    {
        var scenario = new Scenario().SpO2("87");
        scenario.Plan = RulePlan.Create(ShippedPacks.Load(), new PatientContext { Id = "p1", Limits = new Dictionary<string, string> { ["oximetry/pulseLow"] = "45 /min" } });
        scenario.SpO2("87").Expect("spo2-low", "active high");
    }

    [Fact]
    [Trait("Control", "C-40")]
    public void Pause_CriticalRulesAlertAllTheSame_OthersWhenItEnds()
    {
        var scenario = new Scenario();
        PatientMonitor.Pause(scenario.Plan, scenario.State, scenario.Now + TimeSpan.FromMinutes(10), scenario.Now, scenario.Changes);
        scenario.SpO2("85/150x4").Expect("spo2-low", "active high").Expect("pulse-high", "none");
        scenario.SpO2("85/150x20").Expect("pulse-high", "active high");
    }

    [Fact]
    [Trait("Control", "C-41")]
    public void Observe_TestReadings_RaiseMarkedAndTouchNoRealAlert()
    {
        var scenario = new Scenario { Test = true }.SpO2("85x3").Expect("spo2-low", "active high test");
        scenario.Test = false;
        scenario.SpO2("85x2").Expect("spo2-low", "active high");
        scenario.Test = true;
        scenario.SpO2("98x10").Expect("spo2-low", "resolved high test");
        Assert.True(scenario.Alert("spo2-low").Active);
    }

    [Fact]
    [Trait("Control", "C-42")]
    public void Review_EvidenceWithdrawn_MarksTheAlertAndResolvesNothing()
    {
        var scenario = new Scenario().SpO2("85x3");
        PatientMonitor.Review(scenario.Plan, scenario.State, EvidenceSpan.Of("d1", Kind.PulseOximetry, Scenario.Start, 0), "other patient", scenario.Now, scenario.Changes);
        scenario.Expect("spo2-low", "active high");
        Assert.True(scenario.Alert("spo2-low").Review);
    }

    [Fact]
    public void Raise_KeepsTheEvidenceAndTheLimitsInForce()
    {
        var alert = new Scenario().SpO2("97 87x2").Alert("spo2-low");
        Assert.Equal([87.0, 87.0], alert.Evidence.Select(e => e.Value.Value));
        Assert.Equal(new Quantity(88, 0, Unit.Percent), alert.Limit);
        Assert.Equal(("low", false), (alert.Limits[0].Parameter, alert.Limits[0].PatientSpecific));
        Assert.Equal(26, alert.Id.Length);
    }

    [Fact]
    public void Latching_ConditionCleared_WaitsForAPerson()
    {
        var yaml = ShippedPacks.Sources().Single(s => s.File == "oximetry.yaml").Yaml.Replace("critical: true", "latching: true", StringComparison.Ordinal);
        var scenario = new Scenario(packs: [PackLoader.Load(yaml, "t").Pack!]).SpO2("85x3 97x10").Expect("spo2-low", "active high");
        Assert.Equal(AlertActionResult.Done, scenario.Act(AlertActionKind.Resolve, "spo2-low", "seen"));
    }
}
