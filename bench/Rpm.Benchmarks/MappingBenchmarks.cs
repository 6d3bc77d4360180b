using System.Text;
using BenchmarkDotNet.Attributes;
using Rpm.Telemetry;
using Rpm.Telemetry.Templates;

namespace Rpm.Benchmarks;

/// <summary>A vendor's message through a shipped mapping of several templates. Goal: 4 µs and 0 B.</summary>
[MemoryDiagnoser]
public class MappingBenchmarks
{
    private readonly byte[] _message = Encoding.UTF8.GetBytes(
        """{"deviceId":"864593054464085","readingType":"BloodPressure","time":"1795423200000","data":{"arrhythmia":0,"diastolic":98,"pulse":62,"systolic":122}}""");

    private readonly Mapping _compiled = Mapping.Read("tellihealth", "tellihealth", ShippedMappings.Source("tellihealth")!).Mapping!;

    private readonly Mapping _byLibraries = Mapping.Read("m", "m", """
        {"templateType":"CalculatedContent","template":{"typeName":"blood-pressure","typeMatchExpression":"$..[?(@.readingType =~ /Blood.*/)]",
         "deviceIdExpression":"$.matchedToken.deviceId","timestampExpression":"$.matchedToken.time","timestampFormat":"unix-ms",
         "values":[{"valueName":"systolic","valueExpression":{"value":"to_number(matchedToken.data.systolic)","language":"JmesPath"},"required":"true"},
                   {"valueName":"diastolic","valueExpression":{"value":"to_number(matchedToken.data.diastolic)","language":"JmesPath"},"required":"true"}]}}
        """).Mapping!;

    private readonly ReadingBatch _batch = new();
    private DecodeContext _context;

    [GlobalSetup]
    public void Setup() => _context = new DecodeContext
    {
        Received = new Instant(1_795_423_260_000),
        Limits = DecodeLimits.Default,
        Devices = new DeviceDirectory(),
    };

    [Benchmark]
    public int Compiled() => Decode(_compiled);

    [Benchmark]
    public int ByLibraries() => Decode(_byLibraries);

    private int Decode(Mapping mapping)
    {
        _batch.Clear();
        mapping.Decode(_message, _context, _batch);
        return _batch.Count;
    }
}
