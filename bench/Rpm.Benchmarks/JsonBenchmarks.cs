using System.Buffers;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Rpm.Telemetry;
using Rpm.Telemetry.Json;

namespace Rpm.Benchmarks;

/// <summary>One reading as JSON, against System.Text.Json (source-generated) into a class and out of it.</summary>
[MemoryDiagnoser]
public class JsonBenchmarks
{
    private const string PressureJson =
        """{"time":"2026-11-23T08:40:00.000+01:00","id":"a81","systolic":128,"diastolic":82,"map":97,"pulse":71}""";

    private readonly byte[] _pressure = System.Text.Encoding.UTF8.GetBytes(PressureJson);
    private readonly byte[] _batch100 = System.Text.Encoding.UTF8.GetBytes(
        "[" + string.Join(',', Enumerable.Range(0, 100).Select(i => PressureJson.Replace("{", "{\"device\":\"cuff-" + i + "\",\"kind\":\"blood-pressure\",", StringComparison.Ordinal))) + "]");

    private readonly ReadingBatch _batch = new();
    private readonly ArrayBufferWriter<byte> _output = new(4096);
    private DecodeContext _single;
    private DecodeContext _many;
    private Reading _reading;
    private PressurePayload _payload = new();

    [GlobalSetup]
    public void Setup()
    {
        var devices = new DeviceDirectory();
        var received = Instant.From(new DateTimeOffset(2026, 11, 23, 8, 45, 0, TimeSpan.Zero));
        _many = new DecodeContext { Received = received, Limits = DecodeLimits.Default, Devices = devices };
        _single = _many with { Device = "cuff-1", Kind = Kind.BloodPressure };
        DecodeReading();
        _reading = _batch.Readings[0];
        _payload = JsonSerializer.Deserialize(_pressure, PayloadContext.Default.PressurePayload)!;
    }

    [Benchmark]
    public int DecodeReading()
    {
        _batch.Clear();
        JsonReadings.Decode(_pressure, _single, _batch);
        return _batch.Count;
    }

    [Benchmark]
    public object? DeserializeReading() => JsonSerializer.Deserialize(_pressure, PayloadContext.Default.PressurePayload);

    [Benchmark]
    public int DecodeBatchOf100()
    {
        _batch.Clear();
        JsonReadings.Decode(_batch100, _many, _batch);
        return _batch.Count;
    }

    [Benchmark]
    public object? DeserializeBatchOf100() => JsonSerializer.Deserialize(_batch100, PayloadContext.Default.PressurePayloadArray);

    [Benchmark]
    public int EncodeReading()
    {
        _output.ResetWrittenCount();
        JsonReadings.Write(_output, _reading);
        return _output.WrittenCount;
    }

    [Benchmark]
    public int SerializeReading() => JsonSerializer.SerializeToUtf8Bytes(_payload, PayloadContext.Default.PressurePayload).Length;

    [Benchmark]
    public UInt128 Identity() => ReadingIdentity.Key(_reading);
}
