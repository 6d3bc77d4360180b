using Rpm.Rules.Alerts;
using Rpm.Rules.Monitoring;
using Rpm.Rules.Packs;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Monitoring;

/// <summary>What went wrong once in the corners between holds, pauses, devices, backfill and silence.</summary>
public class CornerTests
{
    private static TimeSpan Min(double minutes) => TimeSpan.FromMinutes(minutes);

    private static JudgedReading At(Scenario s, Kind kind, string token, double minutesAfterStart) =>
        s.Reading(kind, token, Scenario.Start + Min(minutesAfterStart), s.Now);

    // Lost: breaches further apart than gap and closer than unanswered put the wait off for ever.
    [Fact]
    public void HeartRateHigh_EveryThreeMinutes_Alerts()
    {
        var s = new Scenario().HeartRate("160x40", "3m");
        Assert.Equal("active high", s.Of("heart-rate-high"));
    }

    [Fact]
    public void Own_UnansweredLongerThanGap_Alerts() =>
        Own.Scenario("kind: pulse-oximetry", "when: spo2 < 88 %", "for: 15 s", "gap: 2 min", "unanswered: 5 min").SpO2("80x60", "4m").Expect("r", "active medium");

    // Late: a pause that ends early leaves the unanswered breach to the end that the pause once had.
    [Fact]
    public void Resume_EndsTheWaitOfABreachInThePause()
    {
        var s = new Scenario();
        PatientMonitor.Pause(s.Plan, s.State, s.Now + TimeSpan.FromHours(4), s.Now, s.Changes);
        s.SpO2("97/30", "1s").Wait("5m").Expect("pulse-low", "none");
        PatientMonitor.Pause(s.Plan, s.State, null, s.Now, s.Changes);
        s.Wait("10m").Expect("pulse-low", "active high");
    }

    // False: a pause does not keep an unanswered breach from being confirmed.
    [Fact]
    public void Pause_AfterTheBreach_ConfirmsNothingNew()
    {
        var s = new Scenario().SpO2("97/30", "30s").Expect("pulse-low", "none");
        PatientMonitor.Pause(s.Plan, s.State, s.Now + TimeSpan.FromHours(4), s.Now, s.Changes);
        s.Wait("10m").Expect("pulse-low", "none");
    }

    // Falsely cleared: another device's battery.
    [Fact]
    public void Battery_OfAnotherDevice_ClearsNothing()
    {
        var s = new Scenario { Device = "cuff" }.Battery("10").Expect("battery-low", "active low");
        s.Device = "oximeter";
        s.Battery("90").Expect("battery-low", "active low");
    }

    [Fact]
    public void Battery_TwoDevicesInTurn_IsOneAlert()
    {
        var s = new Scenario();
        for (var i = 0; i < 10; i++)
        {
            s.Device = "cuff";
            s.Battery("10");
            s.Device = "oximeter";
            s.Battery("90");
        }

        Assert.Equal(1, s.Count("battery-low", AlertChangeKind.Raised));
    }

    [Fact]
    public void ClockAhead_OfOneDevice_IsNotClearedByAnother()
    {
        var s = new Scenario { Device = "cuff" }.Pressure("120/80@-2mx3", "5m").Expect("clock-ahead", "active low");
        s.Device = "sensor";
        s.Cgm("100x3", "5m").Expect("clock-ahead", "active low");
    }

    // Never clears, and nobody can resolve it: measured once a day.
    [Fact]
    public void PressureLow_MeasuredDaily_Clears()
    {
        var s = new Scenario().Pressure("85/60", "1d");
        s.Now += Min(15);
        for (var i = 0; i < 14; i++)
        {
            s.Pressure("125/75", "1d");
            s.Now += Min(i % 2 == 0 ? 10 : 5);
        }

        Assert.Equal("resolved high", s.Of("low"));
    }

    // Priority falls because of older readings.
    [Fact]
    public void Respiration_OlderReadingsPutInBetween_LowerNothing()
    {
        var s = new Scenario();
        s.Now += TimeSpan.FromHours(3);
        s.Respiration("28", "1m").Expect("respiration-high", "active high").Acknowledge("respiration-high");
        s.Observe(At(s, Kind.RespiratoryRate, "22", 30));
        s.Observe(At(s, Kind.RespiratoryRate, "22", 60));
        Assert.Equal(0, s.Count("respiration-high", AlertChangeKind.PriorityLowered));
        s.Expect("respiration-high", "active high acknowledged");
    }

    // A part that is missing lowers a score's priority.
    [Fact]
    public void News2_PartMissing_LowersNothing()
    {
        var s = new Scenario(new PatientContext { Id = "p1", Cohorts = ["news2"] });
        // Systolic 95 = 2, SpO2 93 = 2, pulse 105 = 1, respiration 22 = 2.
        s.Respiration("22", "1m").Pressure("95/60", "1m").SpO2("93/105", "1m").Expect("score", "active high").Acknowledge("score");
        s.Now += Min(28);
        // Respiration has become older than half an hour: 5 of what is left, nothing got better.
        s.Pressure("95/60", "1m").SpO2("93/105x3", "1m");
        Assert.Equal(0, s.Count("score", AlertChangeKind.PriorityLowered));
    }

    // A score that a reading out of order completes is not told where its moment lies before what is kept.
    [Fact]
    public void News2_PressureArrivesAfterFastOximetry_Raises()
    {
        var s = new Scenario(new PatientContext { Id = "p1", Cohorts = ["news2"] });
        s.SpO2("93/105x180", "1s").Expect("score", "none");
        s.Observe(At(s, Kind.BloodPressure, "95/60", 1));
        s.Wait("10m").Expect("score", "active medium");
    }

    // Doubled: an episode taken at its word is raised once more by what is handed in afterwards.
    [Fact]
    public void Unanswered_ResolvedThenBackfilled_IsOneAlert()
    {
        var s = new Scenario().Cgm("65", "1s");
        s.Now = Scenario.Start + Min(21);
        s.Wait("1s").Expect("low", "active medium").Acknowledge("low");
        s.Now = Scenario.Start + Min(22);
        s.Cgm("95x4", "5m").Expect("low", "resolved medium acknowledged");
        s.Now = Scenario.Start + Min(41);
        s.Observe(s.Reading(Kind.Cgm, "66", Scenario.Start + Min(12), Scenario.Start + Min(41)));
        s.Observe(s.Reading(Kind.Cgm, "66", Scenario.Start + Min(16), Scenario.Start + Min(41)));
        Assert.Equal(1, s.Count("low", AlertChangeKind.Raised));
    }

    // The acknowledgement of such an episode is taken back by what is handed in afterwards.
    [Fact]
    public void Unanswered_AcknowledgedThenBackfilled_StaysAcknowledged()
    {
        var s = new Scenario().Cgm("65", "1s");
        s.Now = Scenario.Start + Min(21);
        s.Wait("1s").Expect("low", "active medium").Acknowledge("low");
        s.Now = Scenario.Start + Min(22);
        s.Cgm("75", "1m");
        s.Observe(At(s, Kind.Cgm, "66", 5));
        s.Observe(At(s, Kind.Cgm, "66", 10));
        s.Observe(At(s, Kind.Cgm, "66", 15));
        Assert.Equal(0, s.Count("low", AlertChangeKind.Reraised));
    }

    // Test readings end a real silence, and put it off.
    [Fact]
    public void Silence_TestReading_ClearsNoRealOne()
    {
        var s = new Scenario().Cgm("100").Wait("25m").Expect("signal-loss", "active low");
        s.Test = true;
        s.Cgm("100").Expect("signal-loss", "active low");
    }

    [Fact]
    public void Silence_TestReadings_HideNoRealOne()
    {
        var s = new Scenario().Cgm("100");
        s.Test = true;
        s.Device = "bench";
        s.Cgm("100x24").Wait("1s");
        Assert.Contains(s.State.OpenAlerts, a => a.Rule == "signal-loss" && !a.Test);
    }

    // Lost: a silence whose rule was changed while it was active is never told again.
    [Fact]
    public void Silence_RuleChangedWhileActive_TellsTheNextSilence()
    {
        var s = new Scenario(null, [Own.Pack("when: silent(cgm) > 20 min")]).Cgm("100").Wait("25m").Expect("r", "active medium").Acknowledge("r");
        var plan = RulePlan.Create([Own.Pack("when: silent(cgm) > 25 min")], new PatientContext { Id = "p1" });
        PatientMonitor.ChangePlan(plan, s.State, s.Now, s.Changes);
        s.Plan = plan;
        s.Cgm("100x12").Wait("3h");
        Assert.Contains(s.State.OpenAlerts, a => a.Active && !a.Acknowledged);
    }

    // False: a good reading does not end the wait of a rule that counts among several.
    [Fact]
    public void Unanswered_AmongSeveral_GoodReadingsEndTheWait() =>
        Own.Scenario("kind: pulse-oximetry", "when: spo2 < 88 %", "readings: 2 of 5", "gap: 10 min", "unanswered: 2 min").SpO2("85 97x2").Wait("5m").Expect("r", "none");

    // Lost: a dip that is never regained ends the counting for ever.
    [Fact]
    public void Desaturations_FromALowerBaseline_AreCounted()
    {
        var s = new Scenario().SpO2("98x10 94x60");
        for (var i = 0; i < 25; i++)
        {
            s.SpO2("89x2 94x3");
        }

        Assert.Equal("active medium", s.Of("desaturations"));
    }

    [Fact]
    public void Desaturations_AfterANightOff_AreCounted()
    {
        var s = new Scenario().SpO2("98x10 93x10");
        s.Now += TimeSpan.FromHours(12);
        for (var i = 0; i < 25; i++)
        {
            s.SpO2("94x3 89x2");
        }

        Assert.Equal("active medium", s.Of("desaturations"));
    }

    // Grows without bound: series of devices that are long gone.
    [Fact]
    public void State_ManyDevices_DoesNotGrowForEver()
    {
        var s = new Scenario();
        for (var i = 0; i < 200; i++)
        {
            s.Device = $"sensor-{i}";
            s.Cgm("100x10");
            s.Now += TimeSpan.FromDays(10);
        }

        Assert.True(s.State.AllSeries.Count < 50, $"{s.State.AllSeries.Count} series, {Scenario.Bytes(s.State).Length} bytes");
    }

    // Grows without bound: the history of an alert that nobody acknowledges.
    [Fact]
    public void State_UnacknowledgedForAMonth_DoesNotGrowForEver()
    {
        var s = new Scenario().Cgm("50").Wait("1d");
        var day = Scenario.Bytes(s.State).Length;
        s.Wait("29d");
        Assert.True(Scenario.Bytes(s.State).Length < day * 3, $"{day} bytes after a day, {Scenario.Bytes(s.State).Length} after thirty; {s.Alert("urgent-low").History.Count} entries");
    }

    // Falsely raised: readings that a gateway hands in after it was cut off, oldest first.
    [Fact]
    public void ClockBehind_BacklogOldestFirst_IsNoClock()
    {
        var s = new Scenario().Cgm("100x3");
        var now = s.Now + TimeSpan.FromHours(5);
        var time = s.Now;
        while (time <= now)
        {
            s.Now = now;
            s.Observe(s.Reading(Kind.Cgm, "100", time, now));
            time += Min(5);
        }

        Assert.Equal("none", s.Of("clock-behind"));
    }

    // A difference of temperatures is converted by scale alone.
    [Fact]
    public void Dips_DepthOfATemperature_IsADifference()
    {
        var load = Own.Load("kind: temperature", "when: dips(temperature, 0.9 [degF], 1 h) >= 1");
        Assert.NotNull(load.Pack);
        new Scenario(null, [load.Pack]).Temperature("38.0 37.0", "30s").Expect("r", "active medium");
    }

    // A measurement that was taken in time and handed in after midnight.
    [Fact]
    public void Unmeasured_MeasuredThatEveningHandedInNextDay_Resolves()
    {
        var s = Own.Scenario("when: unmeasured(blood-pressure) by 20:00").Pressure("120/80", "1s").Wait("37h").Expect("r", "active medium");
        var measured = s.Now;
        s.Now += TimeSpan.FromHours(4);
        s.Observe(s.Reading(Kind.BloodPressure, "120/80", measured, s.Now)).Expect("r", "resolved medium");
    }

    // Refusals for another reason are no good news.
    [Fact]
    public void Implausible_RefusedForAnotherReason_ClearsNothing() =>
        new Scenario().Refuse(RejectReason.Implausible, 5).Expect("implausible", "active medium").Refuse(RejectReason.TimeInFuture, 2).Expect("implausible", "active medium");

    // One fall, how many alerts?
    [Fact]
    public void Cgm_OneFallBelowUrgentLow_IsNotFourAlerts()
    {
        var s = new Scenario().Cgm("170 150 130 110 90 70 52 48 47 47 48 47 48");
        var rules = s.State.OpenAlerts.Where(a => a.Active).Select(a => a.Rule).ToArray();
        Assert.True(rules.Length <= 2, string.Join(", ", rules));
    }

    // Falsely cleared: the last breach of another device was forgotten with its track.
    [Fact]
    public void Clear_RunBegunBeforeAnotherDevicesBreach_ClearsNothing()
    {
        var s = Own.Scenario("kind: pulse-oximetry", "when: spo2 < 88 %", "readings: 2", "gap: 1 h", "clear:", "  when: spo2 >= 92 %", "  readings: 3", "  gap: 1 h");
        s.SpO2("80x2", "1m").Expect("r", "active medium");
        s.Now = Scenario.Start + Min(10);
        s.Device = "d2";
        s.Observe(At(s, Kind.PulseOximetry, "80", 6));
        s.Observe(At(s, Kind.PulseOximetry, "90", 7));
        s.Device = "d1";
        s.Observe(At(s, Kind.PulseOximetry, "95", 4));
        s.Observe(At(s, Kind.PulseOximetry, "95", 5));
        s.Observe(At(s, Kind.PulseOximetry, "95", 8));
        s.Expect("r", "active medium");
    }

    // Ten points below the limit bypass the hold.
    [Fact]
    public void SpO2_TenPointsBelow_AlertsAtOnce() => new Scenario().SpO2("78", "1s").Expect("spo2-low", "active high");

    // Withdrawn readings are no sign of life.
    [Fact]
    public void Silence_WithdrawnReading_PutsNothingOff()
    {
        var s = Own.Scenario("when: silent(cgm) > 20 min").Cgm("100", "15m");
        s.Cgm("100", "1m");
        PatientMonitor.Review(s.Plan, s.State, EvidenceSpan.Of("d1", Kind.Cgm, Scenario.Start + Min(15), 0), "moved", s.Now, s.Changes);
        s.Wait("10m").Expect("r", "active medium");
    }

    // Out-of-order breaches put the wait of an unanswered breach off.
    [Fact]
    public void Unanswered_OlderBreachHandedIn_PutsNothingOff()
    {
        var s = Own.Scenario("kind: cgm", "when: cgm.glucose < 70 mg/dL | 3.9 mmol/L", "readings: 9", "gap: 1 h", "unanswered: 20 min");
        s.Now = Scenario.Start + Min(25);
        s.Cgm("60", "19m");
        s.Observe(At(s, Kind.Cgm, "60", 20));
        s.Wait("2m").Expect("r", "active medium");
    }

    // Lost: after an episode taken at its word the next one that a reading out of order completes is not told.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OutOfOrder_AfterAnUnansweredEpisode_IsTold(bool unanswered)
    {
        var s = Own.Scenario("kind: pulse-oximetry", "when: spo2 < 88 %", "for: 1 min", "gap: 2 min", "unanswered: 2 min", "clear:", "  when: spo2 >= 90 %", "  readings: 2", "  gap: 1 h");
        if (unanswered)
        {
            s.SpO2("85", "1s").Wait("149s").Expect("r", "active medium").SpO2("95x2", "30s").Expect("r", "resolved medium");
        }

        s.Now = Scenario.Start + Min(4);
        s.SpO2("85", "90s").SpO2("95x2", "30s");
        var before = s.Count("r", AlertChangeKind.Raised);
        s.Observe(At(s, Kind.PulseOximetry, "85", 5));
        Assert.Equal(before + 1, s.Count("r", AlertChangeKind.Raised));
    }
}
