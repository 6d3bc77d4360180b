using BenchmarkDotNet.Attributes;
using Rpm.Telemetry;
using Rpm.Telemetry.Gatt;

namespace Rpm.Benchmarks;

/// <summary>One characteristic's value to a reading, final check included. Goal: 100 ns and 0 B.</summary>
[MemoryDiagnoser]
public class GattBenchmarks
{
    private readonly byte[] _pressure = Convert.FromHexString("1E800052006100EA070B170928004700010700");
    private readonly byte[] _spot = Convert.FromHexString("0F61004700EA070B17092800400020000057F0");
    private readonly byte[] _continuous = Convert.FromHexString("00E8F384F3");
    private readonly byte[] _cgm = Convert.FromHexString("08000C100600596F");
    private readonly byte[] _glucose = Convert.FromHexString("1B0700EA070B1709280000006EB0110000");
    private readonly byte[] _heartRate = Convert.FromHexString("1E5532002100");
    private readonly byte[] _temperature = Convert.FromHexString("06710E00FEEA070B1709280001");
    private readonly byte[] _weight = Convert.FromHexString("0EB036EA070B1709280005F500D606");
    private readonly ReadingBatch _batch = new();
    private DecodeContext _context;

    [GlobalSetup]
    public void Setup() => _context = new DecodeContext
    {
        Received = Instant.From(new DateTimeOffset(2026, 11, 23, 9, 45, 0, TimeSpan.Zero)),
        Limits = DecodeLimits.Default,
        Devices = new DeviceDirectory(),
        Device = "dev-1",
    };

    [Benchmark]
    public int BloodPressure() => Decode(GattCharacteristic.BloodPressureMeasurement, _pressure);

    [Benchmark]
    public int SpotCheck() => Decode(GattCharacteristic.PlxSpotCheckMeasurement, _spot);

    [Benchmark]
    public int Continuous() => Decode(GattCharacteristic.PlxContinuousMeasurement, _continuous);

    [Benchmark]
    public int Cgm() => Decode(GattCharacteristic.CgmMeasurement, _cgm);

    [Benchmark]
    public int Glucose() => Decode(GattCharacteristic.GlucoseMeasurement, _glucose);

    [Benchmark]
    public int HeartRate() => Decode(GattCharacteristic.HeartRateMeasurement, _heartRate);

    [Benchmark]
    public int Temperature() => Decode(GattCharacteristic.TemperatureMeasurement, _temperature);

    [Benchmark]
    public int Weight() => Decode(GattCharacteristic.WeightMeasurement, _weight);

    private int Decode(GattCharacteristic characteristic, byte[] value)
    {
        _batch.Clear();
        var frame = new GattFrame { Value = value, Received = "2026-11-23T09:44:30Z"u8, Zone = "Z"u8, SessionStart = "2026-11-23T09:00:00Z"u8 };
        GattReadings.Decode(characteristic, frame, _context, _batch);
        return _batch.Count;
    }
}
