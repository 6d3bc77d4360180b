using BenchmarkDotNet.Attributes;
using Rpm.Rules.Alerts;
using Rpm.Rules.Monitoring;
using Rpm.Rules.Packs;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Benchmarks;

/// <summary>
/// Ten threshold rules on the same readings. Rpm keeps holds, clears, samples for out-of-order readings and alerts of a hundred patients while it judges;
/// the others only say which rules are true. Goal: 50 times RulesEngine's readings per second, 0 B. Then the shipped packs whole: under 1 µs a reading.
/// </summary>
[MemoryDiagnoser]
public class RulesBenchmarks
{
    private static readonly VitalsStream Stream = new();
    private readonly List<AlertChange> _changes = [];
    private readonly Func<Vitals, bool>[] _delegates = TenRules.Delegates();
    private readonly JudgedReading[] _tenReadings = [.. Stream.Readings];
    private readonly JudgedReading[] _shippedReadings = [.. Stream.Readings];
    private readonly JudgedReading[] _calmReadings = Stream.Calm();
    private readonly PatientState[] _ten = States();
    private readonly PatientState[] _shipped = States();
    private readonly PatientState[] _calm = States();
    private RulesEngine.RulesEngine _engine = null!;
    private RulePlan _tenPlan = null!;
    private RulePlan _shippedPlan = null!;

    [GlobalSetup]
    public void Setup()
    {
        _engine = new RulesEngine.RulesEngine([TenRules.Workflow()]);
        _tenPlan = RulePlan.Create([TenRules.Pack()], new PatientContext { Id = "p" });
        _shippedPlan = RulePlan.Create(ShippedPacks.Load(), new PatientContext { Id = "p" });
    }

    [Benchmark(Baseline = true, Description = "RulesEngine 6.0.1, ten rules", OperationsPerInvoke = 1_000)]
    public async Task<int> Peer()
    {
        var hits = 0;
        for (var i = 0; i < 1_000; i++)
        {
            foreach (var result in await _engine.ExecuteAllRulesAsync("ten", Stream.Peers[i]))
            {
                hits += result.IsSuccess ? 1 : 0;
            }
        }

        return hits;
    }

    [Benchmark(Description = "Ten compiled delegates", OperationsPerInvoke = VitalsStream.Count)]
    public int Delegates()
    {
        var hits = 0;
        foreach (var vitals in Stream.Peers)
        {
            foreach (var rule in _delegates)
            {
                hits += rule(vitals) ? 1 : 0;
            }
        }

        return hits;
    }

    [Benchmark(Description = "Rpm, ten rules with state", OperationsPerInvoke = VitalsStream.Count)]
    public int Ten() => Judge(_tenPlan, _ten, _tenReadings);

    [Benchmark(Description = "Rpm, shipped packs, oximetry", OperationsPerInvoke = VitalsStream.Count)]
    public int Shipped() => Judge(_shippedPlan, _shipped, _shippedReadings);

    [Benchmark(Description = "Rpm, shipped packs, nothing to say", OperationsPerInvoke = VitalsStream.Count)]
    public int Calm() => Judge(_shippedPlan, _calm, _calmReadings);

    private static PatientState[] States() => [.. Enumerable.Range(0, VitalsStream.Patients).Select(i => PatientState.Create($"p{i}"))];

    private int Judge(RulePlan plan, PatientState[] states, JudgedReading[] readings)
    {
        const long Span = VitalsStream.Count / VitalsStream.Patients * VitalsStream.Every;
        for (var i = 0; i < readings.Length; i++)
        {
            // Each round goes on where the last one ended, so that time never runs backwards.
            ref var reading = ref readings[i];
            reading.Received = reading.Reading.Time = new Instant(reading.Reading.Time.UnixMilliseconds + Span);
            reading.Position += VitalsStream.Count;
            PatientMonitor.Observe(plan, states[i % VitalsStream.Patients], reading, reading.Received, _changes);
        }

        var changes = _changes.Count;
        _changes.Clear();
        return changes;
    }
}
