using BenchmarkDotNet.Attributes;
using Rpm.Ingest.TimeSeries.Influx;
using Rpm.Telemetry;

namespace Rpm.Benchmarks;

/// <summary>One reading of three fields as line protocol. Goal: 150 ns and 0 B.</summary>
[MemoryDiagnoser]
public class LineProtocolBenchmarks
{
    private const int Readings = 1_000;
    private readonly LineProtocolWriter _writer = new();
    private readonly Reading _millimetres = Pressure(Unit.MillimetreOfMercury, 128, 0);
    private readonly Reading _kilopascal = Pressure(Unit.Kilopascal, 171, 1);

    /// <summary>In the canonical unit: digits are copied.</summary>
    [Benchmark(OperationsPerInvoke = Readings)]
    public int Canonical() => Write("patient-17", _millimetres);

    /// <summary>Two of the three converted.</summary>
    [Benchmark(OperationsPerInvoke = Readings)]
    public int Converted() => Write("patient-17", _kilopascal);

    /// <summary>A patient whose id needs escaping.</summary>
    [Benchmark(OperationsPerInvoke = Readings)]
    public int Escaped() => Write("ward 3, bed=2", _millimetres);

    private int Write(string patient, in Reading reading)
    {
        _writer.Clear();
        for (var i = 0; i < Readings; i++)
        {
            _writer.TryWrite(patient, reading, 0);
        }

        return _writer.Bytes;
    }

    private static Reading Pressure(Unit unit, long digits, byte decimals)
    {
        var reading = new Reading { Device = "cuff-0017", Kind = Kind.BloodPressure, Time = new Instant(1_793_491_200_000), User = -1 };
        reading.Values.Add(Measure.Systolic, new Quantity(digits, decimals, unit));
        reading.Values.Add(Measure.Diastolic, new Quantity(digits - 40, decimals, unit));
        reading.Values.Add(Measure.Pulse, new Quantity(71, 0, Unit.PerMinute));
        return reading;
    }
}
