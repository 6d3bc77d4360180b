using Rpm.Rules.Alerts;
using Rpm.Rules.Monitoring;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Monitoring;

/// <summary>Readings that do not come: from the beginning of an enrolment to its end.</summary>
public class SilenceTests
{
    [Fact]
    [Trait("Control", "C-147")]
    public void Wear_DeviceThatNeverSends_IsSilentFromTheBeginning() =>
        Own.Scenario("when: silent(cgm) > 20 min").Wear(Kind.Cgm).Wait("19m").Expect("r", "none").Wait("1m").Expect("r", "active medium");

    [Fact]
    public void Wear_NothingOfTheKind_IsNeverSilent() => Own.Scenario("when: silent(cgm) > 20 min").Wait("10d").Expect("r", "none");

    [Fact]
    [Trait("Control", "C-148")]
    public void Wear_GivenBack_IsNotSilent() =>
        Own.Scenario("when: silent(cgm) > 20 min").Wear(Kind.Cgm).Cgm("100x3").GiveBack(Kind.Cgm).Wait("10d").Expect("r", "none");

    [Fact]
    public void Wear_GivenBackWhileSilent_EndsTheAlertWithTheReason()
    {
        var scenario = Own.Scenario("when: silent(cgm) > 20 min").Wear(Kind.Cgm).Cgm("100").Wait("1h").Expect("r", "active medium").GiveBack(Kind.Cgm).Expect("r", "resolved medium");
        Assert.Equal("enrolment-ended", scenario.Changes[^1].Alert.Resolution);
    }

    [Fact]
    public void Wear_EndsInTheFuture_IsSilentUntilThenAndNotAfter()
    {
        var end = Scenario.Start + TimeSpan.FromHours(2);
        Own.Scenario("when: silent(cgm) > 20 min").Wear(Kind.Cgm, end).Cgm("100").Wait("1h").Expect("r", "active medium").Wait("1h").Expect("r", "resolved medium");
        Own.Scenario("when: silent(cgm) > 3 h").Wear(Kind.Cgm, end).Cgm("100").Wait("10d").Expect("r", "none");
    }

    [Fact]
    public void Wear_AgainAfterAPause_CountsFromTheNewBeginning() =>
        Own.Scenario("when: silent(cgm) > 20 min").Wear(Kind.Cgm).Cgm("100").GiveBack(Kind.Cgm).Wait("10d").Wear(Kind.Cgm)
            .Wait("19m").Expect("r", "none").Wait("1m").Expect("r", "active medium");

    [Fact]
    [Trait("Control", "C-147")]
    public void Silence_AfterOneThatAPersonResolved_IsToldAgain()
    {
        var scenario = Own.Scenario("when: silent(cgm) > 20 min").Cgm("100").Wait("1h").Expect("r", "active medium");
        Assert.Equal(AlertActionResult.Done, scenario.Act(AlertActionKind.Resolve, "r", "wrong-data"));
        scenario.Wait("1h").Cgm("100").Wait("1h");
        Assert.Equal(2, scenario.Changes.Count(c => c.Kind == AlertChangeKind.Raised));
    }

    [Fact]
    [Trait("Control", "C-147")]
    public void Silence_WhenAPauseEndsEarly_IsToldThen()
    {
        var scenario = Own.Scenario("when: silent(cgm) > 20 min").Cgm("100", "1s");
        PatientMonitor.Pause(scenario.Plan, scenario.State, scenario.Now + TimeSpan.FromHours(9), scenario.Now, scenario.Changes);
        scenario.Wait("1h").Expect("r", "none");
        PatientMonitor.Pause(scenario.Plan, scenario.State, null, scenario.Now, scenario.Changes);
        scenario.Wait("1s").Expect("r", "active medium");
    }

    [Fact]
    public void Stale_IsTheBoundOfTheKind() =>
        Own.Scenario("when: stale(cgm)").Cgm("100", "1s").Wait("29m").Expect("r", "none").Wait("1m").Expect("r", "active medium");

    [Fact]
    public void Unmeasured_MeasuredToday_SaysNothingUntilTomorrowEvening()
    {
        // The scenario begins at 08:00 UTC.
        var scenario = Own.Scenario("when: unmeasured(blood-pressure) by 20:00").Pressure("120/80", "1s").Wait("12h").Expect("r", "none");
        scenario.Wait("23h").Expect("r", "none").Wait("1h").Expect("r", "active medium");
    }

    [Fact]
    public void Unmeasured_ResolvedByAPerson_IsToldAgainTheNextDay()
    {
        var scenario = Own.Scenario("when: unmeasured(blood-pressure) by 20:00").Pressure("120/80", "1s").Wait("36h").Expect("r", "active medium");
        scenario.Act(AlertActionKind.Resolve, "r", reason: Actions.WrongData);
        scenario.Wait("23h").Expect("r", "resolved medium acknowledged").Wait("1h").Expect("r", "active medium");
    }

    [Fact]
    public void Unmeasured_InThePatientsZone()
    {
        // 20:00 in Tokyo is 11:00 UTC.
        var scenario = Own.Scenario(new Plans.PatientContextBuilder("Asia/Tokyo").Context, "when: unmeasured(blood-pressure) by 20:00").Pressure("120/80", "1s");
        scenario.Wait("26h").Expect("r", "none").Wait("1h").Expect("r", "active medium");
    }

    [Fact]
    public void Restart_WithEverythingPending_ChangesNothing()
    {
        var scenario = Own.Scenario("when: unmeasured(blood-pressure) by 20:00");
        scenario.RestartAlways = true;
        scenario.Wear(Kind.BloodPressure).Pressure("120/80", "1s").Wait("36h").Expect("r", "active medium").Pressure("120/80").Expect("r", "resolved medium");
    }

    [Fact]
    public void Refused_ThreeOfFive_IsATechnicalFindingThatGoodReadingsEnd()
    {
        var scenario = new Scenario().Cgm("100x3").Refuse(RejectReason.Implausible).Cgm("100").Refuse(RejectReason.Implausible).Expect("implausible", "none");
        scenario.Refuse(RejectReason.Implausible).Expect("implausible", "active medium");
        Assert.Equal(AlertClass.Technical, scenario.Alert("implausible").Class);
        Assert.Equal("d1", scenario.Alert("implausible").Device);
        scenario.Cgm("100x2").Expect("implausible", "resolved medium");
    }

    [Fact]
    public void Refused_OtherReason_IsNotCounted() => new Scenario().Refuse(RejectReason.MissingUnit, 9).Expect("implausible", "none");

    [Fact]
    [Trait("Control", "C-149")]
    public void Clock_AheadBehindAndFarAhead_AreReported()
    {
        var ahead = new Scenario();
        for (var i = 0; i < 3; i++)
        {
            ahead.Observe(ahead.Reading(Kind.Cgm, "100", ahead.Now + TimeSpan.FromMinutes(2), ahead.Now));
            ahead.Now += TimeSpan.FromMinutes(5);
        }

        ahead.Expect("clock-ahead", "active low");
        new Scenario().Refuse(RejectReason.TimeInFuture, 3).Expect("clock-far-ahead", "active medium");
        var behind = new Scenario();
        for (var i = 0; i < 40; i++)
        {
            behind.Observe(behind.Reading(Kind.Cgm, "100", behind.Now - TimeSpan.FromMinutes(20), behind.Now));
            behind.Now += TimeSpan.FromMinutes(5);
        }

        behind.Expect("clock-behind", "active low");
    }
}
