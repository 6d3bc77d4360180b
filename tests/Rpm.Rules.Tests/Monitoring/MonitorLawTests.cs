using CsCheck;
using Rpm.Rules.Alerts;
using Rpm.Rules.Monitoring;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Monitoring;

/// <summary>What holds for every stream of readings. Oximetry, every 20 s, with values around the limits, flags and two devices.</summary>
public class MonitorLawTests
{
    // Values that fall now and then are what this rule is about.
    private const string Falls = "desaturations";

    private static readonly int[] Steps = [5, 20, 20, 20, 60, 200];

    private static readonly Gen<string> Token =
        Gen.Frequency(
            (6, Gen.Int[95, 99].Select(v => $"{v}/70")), (6, Gen.Int[80, 91].Select(v => $"{v}/70")), (1, Gen.Int[70, 77].Select(v => $"{v}/140")),
            (1, Gen.Const("85/70?")), (1, Gen.Const("97/70?")), (1, Gen.Const("80/70!")), (1, Gen.Const("off")), (1, Gen.Const("97/135")));

    private static readonly Gen<(string Token, int Device, int Seconds)[]> Stream =
        Gen.Select(Token, Gen.Frequency((5, Gen.Const(1)), (1, Gen.Const(2))), Gen.Int[0, 5].Select(i => Steps[i])).Array[1, 60];

    [Fact]
    [Trait("Control", "C-44")]
    public void Restart_AtAnyPoint_ChangesNothing() => Gen.Select(Stream, Gen.Int[0, 59]).Sample((stream, at) =>
    {
        var straight = Run(new Scenario(), stream);
        var restarted = Run(new Scenario(), stream, (scenario, i) =>
        {
            if (i == at)
            {
                scenario.State = PatientState.Read(Scenario.Bytes(scenario.State));
            }
        });
        var always = Run(new Scenario { RestartAlways = true }, stream);
        AssertSame(straight, restarted);
        AssertSame(straight, always);
        Assert.Equal(Scenario.Bytes(straight.State), Scenario.Bytes(always.State));
    }, iter: 200);

    [Fact]
    public void Replay_OfTheSameInputs_GivesTheSameChangesWithTheSameIds() =>
        Stream.Sample(stream => AssertSame(Run(new Scenario(), stream), Run(new Scenario(), stream)), iter: 200);

    [Fact]
    public void Ticks_HoweverPunctual_ChangeNothing() => Stream.Sample(stream =>
    {
        var unticked = Run(new Scenario(), stream);
        var ticked = Run(new Scenario(), stream, (scenario, _) =>
        {
            var next = PatientMonitor.NextDeadline(scenario.Plan, scenario.State);
            if (next <= scenario.Now)
            {
                PatientMonitor.Tick(scenario.Plan, scenario.State, scenario.Now, scenario.Changes, silence: false);
            }
        });
        AssertSame(unticked, ticked);
    }, iter: 200);

    [Fact]
    [Trait("Control", "C-45")]
    public void OutOfOrder_WithinTheBound_NeverMissesAnAlertAndEndsTheSame() => Gen.Select(Stream, Gen.Int).Sample((stream, seed) =>
    {
        var ordered = Readings(stream);
        var shuffled = ordered.ToArray();
        new Random(seed).Shuffle(shuffled);
        var (a, b) = (new Scenario(), new Scenario());
        // All arrive at the end of the stretch, within the 15 minutes after which a reading is late.
        var arrival = ordered[^1].Reading.Time;
        if (arrival - Scenario.Start > TimeSpan.FromMinutes(14))
        {
            return;
        }

        Play(a, ordered, arrival);
        Play(b, shuffled, arrival);
        foreach (var raised in a.Changes.Where(c => c.Kind == AlertChangeKind.Raised))
        {
            Assert.Contains(b.Changes, c => c.Kind == AlertChangeKind.Raised && c.Alert.Rule == raised.Alert.Rule);
        }

        // With several devices an alert that cleared by one may in another order have been kept by the other.
        foreach (var active in stream.Any(s => s.Device != 1) ? [] : a.State.OpenAlerts.Where(x => x.Active))
        {
            Assert.Contains(b.State.OpenAlerts, x => x.Active && x.Rule == active.Rule);
        }

        Assert.All(b.Changes.GroupBy(c => c.Alert.Id), g => Assert.Equal(1, g.Count(c => c.Kind == AlertChangeKind.Raised)));
        Tail(a);
        Tail(b);
        Assert.Equal(ActiveRules(a), ActiveRules(b));
    }, iter: 300);

    [Fact]
    public void NormalReadings_ResolveEveryAlertInTheEnd() => Stream.Sample(stream =>
    {
        var scenario = Run(new Scenario(), stream);
        Tail(scenario);
        Assert.DoesNotContain(scenario.State.OpenAlerts, a => a.Active);
    }, iter: 200);

    [Fact]
    [Trait("Control", "C-46")]
    public void Alerts_AtMostOneIsActivePerRuleAndVersionsCountUp() => Stream.Sample(stream =>
    {
        var scenario = Run(new Scenario(), stream, (s, _) =>
            Assert.Equal(s.State.OpenAlerts.Count(a => a.Active), s.State.OpenAlerts.Where(a => a.Active).Select(a => (a.Rule, a.Test)).Distinct().Count()));
        foreach (var changes in scenario.Changes.GroupBy(c => c.Alert.Id))
        {
            Assert.Equal(Enumerable.Range(1, changes.Count()), changes.Select(c => c.Alert.Version));
        }
    }, iter: 200);

    [Fact]
    [Trait("Control", "C-47")]
    public void Alerts_WithoutABreachingReading_AreNeverRaised() =>
        Gen.OneOf(Gen.Int[88, 100].Select(v => $"{v}/70"), Gen.Const("70/140!"), Gen.Const("97/60?")).Array[1, 60].Sample(tokens =>
            Assert.DoesNotContain(Run(new Scenario(), [.. tokens.Select(t => (t, 1, 20))]).Changes, c => c.Alert.Rule != Falls), iter: 200);

    [Fact]
    [Trait("Control", "C-47")]
    public void Alerts_WithoutAFallOfFourPoints_AreNeverRaised() =>
        Gen.Int[92, 95].Select(v => $"{v}/70").Array[1, 60].Sample(tokens =>
            Assert.Empty(Run(new Scenario(), [.. tokens.Select(t => (t, 1, 20))]).Changes), iter: 200);

    private static Scenario Run(Scenario scenario, (string Token, int Device, int Seconds)[] stream, Action<Scenario, int>? between = null)
    {
        for (var i = 0; i < stream.Length; i++)
        {
            scenario.Device = $"d{stream[i].Device}";
            scenario.Now += TimeSpan.FromSeconds(stream[i].Seconds);
            between?.Invoke(scenario, i);
            scenario.Observe(scenario.Reading(Kind.PulseOximetry, stream[i].Token, scenario.Now));
        }

        return scenario;
    }

    private static JudgedReading[] Readings((string Token, int Device, int Seconds)[] stream)
    {
        var source = new Scenario();
        return [.. stream.Select(s =>
        {
            source.Device = $"d{s.Device}";
            source.Now += TimeSpan.FromSeconds(s.Seconds);
            return source.Reading(Kind.PulseOximetry, s.Token, source.Now);
        })];
    }

    private static void Play(Scenario scenario, JudgedReading[] readings, Instant arrival)
    {
        for (var i = 0; i < readings.Length; i++)
        {
            var reading = readings[i];
            (reading.Position, reading.Received) = (i + 1, arrival);
            scenario.Observe(reading, arrival);
        }

        scenario.Now = arrival;
    }

    // Both devices report normal values for longer than any window looks back.
    private static void Tail(Scenario scenario)
    {
        for (var i = 0; i < 40; i++)
        {
            scenario.Now += TimeSpan.FromSeconds(i < 8 ? 30 : 120);
            scenario.Device = $"d{1 + (i % 2)}";
            var reading = scenario.Reading(Kind.PulseOximetry, "98/70", scenario.Now);
            reading.Position += 1000;
            scenario.Observe(reading);
        }
    }

    private static string[] ActiveRules(Scenario scenario) => [.. scenario.State.OpenAlerts.Where(a => a.Active).Select(a => a.Rule).Order(StringComparer.Ordinal)];

    private static void AssertSame(Scenario a, Scenario b) => Assert.Equal(Lines(a), Lines(b));

    private static IEnumerable<string> Lines(Scenario scenario) => scenario.Changes.Select(c =>
        $"{c.Kind} {c.Alert.Id} {c.Alert.Version} {c.Alert.Rule} {c.Alert.Active} {c.Alert.Acknowledged} {c.Alert.Raised} {c.Alert.Evidence.Count} {c.Alert.Value} {c.Alert.History[^1].At}");
}
