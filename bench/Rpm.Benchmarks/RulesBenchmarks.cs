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
    private readonly VitalsStream _stream = new();
    private readonly List<AlertChange> _changes = [];
    private readonly Func<Vitals, bool>[] _delegates = TenRules.Delegates();
    private readonly PatientState[] _ten = States();
    private readonly PatientState[] _shipped = States();
    private readonly PatientState[] _calm = States();
    private RulesEngine.RulesEngine _engine = null!;
    private RulePlan _tenPlan = null!;
    private RulePlan _shippedPlan = null!;
    private long _round;

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
            foreach (var result in await _engine.ExecuteAllRulesAsync("ten", _stream.Peers[i]))
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
        foreach (var vitals in _stream.Peers)
        {
            foreach (var rule in _delegates)
            {
                hits += rule(vitals) ? 1 : 0;
            }
        }

        return hits;
    }

    [Benchmark(Description = "Rpm, ten rules with state", OperationsPerInvoke = VitalsStream.Count)]
    public int Ten() => Judge(_tenPlan, _ten, onlyCalm: false);

    [Benchmark(Description = "Rpm, shipped packs, oximetry", OperationsPerInvoke = VitalsStream.Count)]
    public int Shipped() => Judge(_shippedPlan, _shipped, onlyCalm: false);

    [Benchmark(Description = "Rpm, shipped packs, nothing to say", OperationsPerInvoke = VitalsStream.Count)]
    public int Calm() => Judge(_shippedPlan, _calm, onlyCalm: true);

    private static PatientState[] States() => [.. Enumerable.Range(0, VitalsStream.Patients).Select(i => PatientState.Create($"p{i}"))];

    private int Judge(RulePlan plan, PatientState[] states, bool onlyCalm)
    {
        // Each round goes on where the last one ended, so that time never runs backwards.
        var (later, further) = (_round * VitalsStream.Count / VitalsStream.Patients * 10_000L, _round * VitalsStream.Count);
        _round++;
        for (var i = 0; i < VitalsStream.Count; i++)
        {
            ref var reading = ref _stream.Readings[onlyCalm ? i % VitalsStream.Patients : i];
            var (time, position) = (reading.Reading.Time, reading.Position);
            reading.Reading.Time = new Instant(_stream.Readings[i].Reading.Time.UnixMilliseconds + later);
            (reading.Received, reading.Position) = (reading.Reading.Time, i + 1 + further);
            PatientMonitor.Observe(plan, states[i % VitalsStream.Patients], reading, reading.Received, _changes);
            (reading.Reading.Time, reading.Position) = (time, position);
        }

        var changes = _changes.Count;
        _changes.Clear();
        return changes;
    }
}
