using CsCheck;
using Rpm.Rules.Alerts;
using Rpm.Rules.Monitoring;
using Rpm.Rules.Packs;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Windows;

/// <summary>What holds for windows whatever the readings: order of arrival, restart, and that a window is what its definition says.</summary>
public class WindowLawTests
{
    private static readonly RulePack Pack = PackLoader.Load(
        """
        id: own
        version: 1.0.0
        title: Own
        source: none
        cohorts: [everyone]
        rules:
          - { id: mean, title: R, source: none, class: physiological, priority: low, when: "mean(cgm.glucose, 20 min) < 90 mg/dL | 5.0 mmol/L" }
          - { id: rate, title: R, source: none, class: physiological, priority: low, when: "rate(cgm.glucose, 15 min) < -2 mg/dL/min | -0.11 mmol/L/min" }
          - { id: soon, title: R, source: none, class: physiological, priority: low, when: "forecast(cgm.glucose, 20 min) < 55 mg/dL | 3.1 mmol/L" }
          - { id: count, title: R, source: none, class: physiological, priority: low, when: "count(cgm.glucose < 70 mg/dL | 3.9 mmol/L, 25 min) >= 3" }
          - { id: some, title: R, source: none, class: physiological, priority: low, kind: cgm, when: "cgm.glucose < 80 mg/dL | 4.4 mmol/L", readings: 3 of 5 }
          - { id: rise, title: R, source: none, class: physiological, priority: low, when: "rise(cgm.glucose, 15 min) > 40 mg/dL | 2.2 mmol/L" }
        """,
        "own.yaml").Pack!;

    // Every five minutes, a few seconds off, between 40 and 160; within the half hour after which a reading is late.
    private static readonly Gen<(int Value, int Jitter, bool Doubtful)[]> Stream =
        Gen.Select(Gen.Int[40, 160], Gen.Int[0, 40], Gen.Frequency((9, Gen.Const(false)), (1, Gen.Const(true)))).Array[2, 6];

    [Fact]
    [Trait("Control", "C-45")]
    public void Order_OfArrivalWithinTheBound_DecidesNothingOfHowItEnds() => Gen.Select(Stream, Gen.Int).Sample((stream, seed) =>
    {
        var readings = Readings(stream);
        var shuffled = readings.ToArray();
        new Random(seed).Shuffle(shuffled);
        var arrival = readings[^1].Reading.Time;
        var (a, b) = (Play(readings, arrival), Play(shuffled, arrival));

        // What comes next finds the same windows and holds, whatever the order before was: the same rules are judged breached or not.
        Assert.Equal(Truths(a), Truths(b));
        foreach (var rule in Pack.Rules)
        {
            if (a.State.OpenAlerts.Any(x => x.Active && x.Rule == rule.Id))
            {
                Assert.Contains(b.State.OpenAlerts, x => x.Active && x.Rule == rule.Id);
            }
        }

        Assert.All(b.Changes.GroupBy(c => c.Alert.Id), g => Assert.Equal(1, g.Count(c => c.Kind == AlertChangeKind.Raised)));
    }, iter: 2000);

    [Fact]
    [Trait("Control", "C-44")]
    public void Restart_AfterEachReading_ChangesNothing() => Stream.Sample(stream =>
    {
        var readings = Readings(stream);
        var (straight, always) = (new Scenario(packs: [Pack]), new Scenario(packs: [Pack]) { RestartAlways = true });
        foreach (var reading in readings)
        {
            straight.Observe(reading, reading.Received);
            always.Observe(reading, reading.Received);
        }

        Assert.Equal(Scenario.Bytes(straight.State), Scenario.Bytes(always.State));
        Assert.Equal(straight.Changes.Select(c => (c.Kind, c.Alert.Id)), always.Changes.Select(c => (c.Kind, c.Alert.Id)));
    }, iter: 1000);

    [Fact]
    public void Mean_AsTheMonitorSeesIt_IsTheMeanOfTheReadingsInTheWindow() => Stream.Sample(stream =>
    {
        var readings = Readings([.. stream.Select(s => (s.Value, s.Jitter, false))]);
        var scenario = new Scenario(packs: [Pack]);
        foreach (var reading in readings)
        {
            scenario.Observe(reading, reading.Received);
            var inside = readings.Where(r => r.Position <= reading.Position && r.Reading.Time >= reading.Reading.Time - TimeSpan.FromMinutes(20)).ToArray();
            var expected = inside.Average(r => r.Reading.Values[0].Quantity.Value) < 90;
            Assert.Equal(expected, Truths(scenario)["mean"]);
        }
    }, iter: 1000);

    private static JudgedReading[] Readings((int Value, int Jitter, bool Doubtful)[] stream)
    {
        var source = new Scenario(packs: [Pack]);
        return [.. stream.Select((s, i) => source.Reading(
            Kind.Cgm, $"{s.Value}{(s.Doubtful ? "?" : "")}", Scenario.Start + TimeSpan.FromMinutes(5 * i) + TimeSpan.FromSeconds(s.Jitter)))];
    }

    private static Scenario Play(JudgedReading[] readings, Instant arrival)
    {
        var scenario = new Scenario(packs: [Pack]);
        for (var i = 0; i < readings.Length; i++)
        {
            var reading = readings[i];
            (reading.Position, reading.Received) = (i + 1, arrival);
            scenario.Observe(reading, arrival);
        }

        scenario.Now = arrival;
        return scenario;
    }

    /// <summary>Whether each rule's condition is true of the newest reading.</summary>
    private static Dictionary<string, bool> Truths(Scenario scenario)
    {
        var plan = scenario.Plan.Of(Kind.Cgm);
        var series = scenario.State.AllSeries.Single(s => s.Kind == Kind.Cgm);
        var turn = new Turn(scenario.Plan, scenario.State, scenario.Now, []);
        var truths = new Dictionary<string, bool>();
        foreach (var rule in plan.Rules)
        {
            var judgement = series.On(turn, in series[series.Count - 1], series.Windows);
            truths[rule.Definition.Id] = RuleProgress.Judge(rule, judgement, out _) == Rpm.Rules.Language.Truth.True;
        }

        return truths;
    }
}
