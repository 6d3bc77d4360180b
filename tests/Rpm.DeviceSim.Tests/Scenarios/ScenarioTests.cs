using Rpm.DeviceSim.Load;
using Rpm.DeviceSim.Scenarios;
using Rpm.DeviceSim.Wards;
using Rpm.Rules.Alerts;
using Rpm.Rules.Monitoring;
using Rpm.Rules.Packs;
using Rpm.Rules.Plans;
using Rpm.Rules.Replay;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.DeviceSim.Tests.Scenarios;

/// <summary>What a scenario expects is what the shipped packs raise, and nothing else.</summary>
[Trait("Control", "C-189")]
public sealed class ScenarioTests
{
    private static readonly Instant Start = Instant.From(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));
    private static readonly IReadOnlyList<RulePack> Packs = ShippedPacks.Load();
    private static readonly DecodeLimits Limits = DecodeLimits.Create(new ReadingOptions(), allowTest: true);

    public static TheoryData<string, double, int> Runs
    {
        get
        {
            var runs = new TheoryData<string, double, int>();
            foreach (var scenario in ScenarioCatalogue.All)
            {
                foreach (var speed in new[] { 1, 5, ScenarioCatalogue.MostSpeed })
                {
                    runs.Add(scenario.Name, speed, 1);
                    runs.Add(scenario.Name, speed, 2026);
                }
            }

            return runs;
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Expectations_AgainstTheShippedPacks_ComeInTimeAndAlone(string name, double speed, int seed)
    {
        var scenario = Assert.Single(ScenarioCatalogue.Find(name)!);
        var script = new WardScript(new WardOptions { Patients = 0, Seed = seed, Speed = speed, Scenarios = [scenario], Episodes = false, Artefacts = false });
        var length = scenario.Length / speed + scenario.Expected.Max(e => e.Hold) + ScenarioJudge.Slack;
        var verdicts = Judge(script.Sensors, script.Patients, speed, length);

        Assert.Equal(scenario.Expected.Count, verdicts.Count(v => v.Outcome == "raised"));
        Assert.All(verdicts, v => Assert.True(v.Outcome == "raised", $"{v}"));
    }

    [Fact]
    public void CalmWard_ADayAgainstTheShippedPacks_RaisesNothing()
    {
        var script = new WardScript(new WardOptions
        {
            Patients = 24,
            Episodes = false,
            Artefacts = false,
            CgmInterval = TimeSpan.FromMinutes(5),
            OximeterInterval = TimeSpan.FromMinutes(1),
            CuffInterval = TimeSpan.FromMinutes(30),
        });

        Assert.Empty(Judge(script.Sensors, script.Patients, 1, TimeSpan.FromHours(24)).Select(v => $"{v.Device} {v.Rule} at {v.At}"));
    }

    [Fact]
    public void Judge_NothingHeard_IsPendingBeforeItIsDueAndMissedAfterwards()
    {
        var sensors = Sensors("hypertensive-crisis");
        var began = Start.ToDateTimeOffset();

        Assert.All(ScenarioJudge.Judge(sensors, [], 1, began, began.AddMinutes(3)), v => Assert.Equal("pending", v.Outcome));
        Assert.All(ScenarioJudge.Judge(sensors, [], 1, began, began.AddHours(1)), v => Assert.Equal("missed", v.Outcome));
    }

    [Fact]
    public void Judge_RaisedTooEarlyTooLowOrOfAnotherRule_IsFalseAndTheExpectedOneMissed()
    {
        var sensors = Sensors("hypoglycaemia-at-night");
        var (device, began) = (sensors[0].Device.Id, Start.ToDateTimeOffset());
        HeardAlert Heard(string id, string rule, string priority, double minutes) => new(id, device, rule, priority, began.AddMinutes(minutes), null);

        var early = ScenarioJudge.Judge(sensors, [Heard("a", "cgm/urgent-low", "high", 5)], 1, began, began.AddHours(2));
        Assert.Equal(["missed", "false"], early.Select(v => v.Outcome));
        var low = ScenarioJudge.Judge(sensors, [Heard("a", "cgm/urgent-low", "medium", 32)], 1, began, began.AddHours(2));
        Assert.Equal(["missed", "false"], low.Select(v => v.Outcome));
        var other = ScenarioJudge.Judge(
            sensors, [Heard("a", "cgm/urgent-low", "high", 32), Heard("b", "cgm/signal-loss", "low", 33), Heard("c", "cgm/low", "medium", 34)], 1, began, began.AddHours(2));
        Assert.Equal(["raised cgm/urgent-low", "false cgm/signal-loss"], other.Select(v => $"{v.Outcome} {v.Rule}"));
        var stranger = ScenarioJudge.Judge(sensors, [Heard("a", "cgm/urgent-low", "high", 32) with { Device = "somebody" }], 1, began, began.AddHours(2));
        Assert.Equal(["missed"], stranger.Select(v => v.Outcome));
    }

    private static IReadOnlyList<WardSensor> Sensors(string name) =>
        new WardScript(new WardOptions { Patients = 0, Scenarios = ScenarioCatalogue.Find(name)! }).Sensors;

    // Everything that the sensors send through the very monitor that judges live.
    private static IReadOnlyList<AlertVerdict> Judge(IReadOnlyList<WardSensor> sensors, IReadOnlyList<WardPatient> patients, double speed, TimeSpan length)
    {
        var heard = new List<HeardAlert>();
        var position = 0L;
        foreach (var patient in patients)
        {
            var own = sensors.Where(s => patient.Devices.Contains(s.Device)).ToList();
            var replay = new PatientReplay(
                RulePlan.Create(Packs, new PatientContext
                {
                    Id = patient.Id,
                    TimeZone = patient.TimeZone,
                    Cohorts = [patient.Cohort],
                    Spo2Target = patient.Spo2Target is { } target ? new SaturationTarget(target.Low, target.High, target.Prescriber) : null,
                }),
                patient.Id);
            var seen = 0;
            foreach (var (sensor, due) in WardSchedule.Natural(own).TakeWhile(s => s.Due <= length))
            {
                if (sensor.At(Start + due, Start, speed) is { } reading)
                {
                    // Through the door, as the engine does it: a probe that is off has no value there.
                    var batch = new ReadingBatch();
                    Rpm.Telemetry.Json.JsonReadings.Decode(
                        DeviceSim.Publishing.ReadingPayload.Write(reading).Span,
                        new DecodeContext { Received = reading.Time, Limits = Limits, Devices = new DeviceDirectory(), Device = reading.Device, Kind = reading.Kind }, batch);
                    Assert.Empty(batch.Rejections);
                    var judged = new JudgedReading { Position = ++position, Received = reading.Time, Reading = batch.Readings[0] };
                    replay.Observe(in judged, reading.Time);
                    Collect(replay, ref seen, heard);
                }
            }

            replay.Advance(Start + length);
            Collect(replay, ref seen, heard);
        }

        return ScenarioJudge.Judge(sensors, heard, speed, Start.ToDateTimeOffset(), (Start + length + TimeSpan.FromMinutes(1)).ToDateTimeOffset());
    }

    private static void Collect(PatientReplay replay, ref int seen, List<HeardAlert> heard)
    {
        for (; seen < replay.Changes.Count; seen++)
        {
            var alert = replay.Changes[seen].Alert;
            if (alert.Active)
            {
                heard.Add(new HeardAlert(
                    alert.Id, alert.Device ?? "", $"{alert.Pack}/{alert.Rule}", alert.Priority.ToString().ToLowerInvariant(), replay.Now.ToDateTimeOffset(), null));
            }
        }
    }
}
