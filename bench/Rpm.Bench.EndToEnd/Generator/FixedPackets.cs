using Rpm.DeviceSim.Load;
using Rpm.DeviceSim.Wire;
using Rpm.Telemetry;

namespace Rpm.Bench.EndToEnd.Generator;

/// <summary>One packet for each device, made once: calm values that never change. Kinds alternate between blood pressure, oximetry and CGM.</summary>
internal sealed class FixedPackets : IPacketSource
{
    private readonly PacketTemplate[] _packets;

    public FixedPackets(IEnumerable<int> devices)
    {
        var encoder = new PacketEncoder(PayloadFormat.Json, MqttVersion.V311, qos: 1, "rpm/v1", "bench");
        _packets = [.. devices.Select(d => encoder.Encode([Of(d)]))];
    }

    public int Groups => _packets.Length;

    public PacketTemplate? At(int group, Instant time, bool backfill) => _packets[group];

    private static Reading Of(int device)
    {
        var values = new MeasureValues();
        void Add(Measure measure, long mantissa, byte decimals, Unit unit) => values.Add(measure, new Quantity(mantissa, decimals, unit));
        var kind = (device % 3) switch { 0 => Kind.BloodPressure, 1 => Kind.PulseOximetry, _ => Kind.Cgm };
        switch (kind)
        {
            case Kind.BloodPressure:
                Add(Measure.Systolic, 112 + device % 12, 0, Unit.MillimetreOfMercury);
                Add(Measure.Diastolic, 70 + device % 9, 0, Unit.MillimetreOfMercury);
                Add(Measure.Map, 86 + device % 6, 0, Unit.MillimetreOfMercury);
                Add(Measure.Pulse, 62 + device % 20, 0, Unit.PerMinute);
                break;
            case Kind.PulseOximetry:
                Add(Measure.Spo2, 96 + device % 4, 0, Unit.Percent);
                Add(Measure.Pulse, 62 + device % 20, 0, Unit.PerMinute);
                Add(Measure.Perfusion, 20 + device % 10, 1, Unit.Percent);
                break;
            default:
                Add(Measure.Glucose, 100 + device % 50, 0, Unit.MilligramPerDecilitre);
                Add(Measure.GlucoseRate, device % 5, 1, Unit.MilligramPerDecilitrePerMinute);
                break;
        }

        return new Reading
        {
            Device = FormattableString.Invariant($"bench-{device:d5}"),
            Kind = kind,
            Time = Instant.Min,
            User = -1,
            Values = values,
        };
    }
}
