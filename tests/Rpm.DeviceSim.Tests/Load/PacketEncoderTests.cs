using System.Text;
using Rpm.DeviceSim.Load;
using Rpm.DeviceSim.Wards;
using Rpm.DeviceSim.Wire;
using Rpm.Telemetry;
using Rpm.Telemetry.Gatt;
using Rpm.Telemetry.Json;
using Rpm.Telemetry.SenMl;
using Xunit;

namespace Rpm.DeviceSim.Tests.Load;

/// <summary>What a prepared packet says when it is sent is what the engine's own decoders read out of it.</summary>
public sealed class PacketEncoderTests
{
    private static readonly Instant Start = Instant.From(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));
    private static readonly DecodeLimits Limits = DecodeLimits.Create(new ReadingOptions(), allowTest: true);

    public static TheoryData<string, int, int> Ways
    {
        get
        {
            var ways = new TheoryData<string, int, int>();
            foreach (var format in Enum.GetValues<PayloadFormat>())
            {
                foreach (var version in new[] { 4, 5 })
                {
                    ways.Add(format.ToString(), version, 0);
                    ways.Add(format.ToString(), version, 1);
                }
            }

            return ways;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    [Trait("Control", "C-185")]
    public void Write_EveryFormatVersionAndQos_IsTheReadingAtItsTime(string formatName, int versionNumber, int qos)
    {
        var (format, version) = (Enum.Parse<PayloadFormat>(formatName), (MqttVersion)versionNumber);
        var encoder = new PacketEncoder(format, version, qos, "rpm/v1", "gateway");
        var sensors = new WardScript(new WardOptions { Patients = 12, MassUnits = format == PayloadFormat.Gatt }).Sensors;
        var later = Start + TimeSpan.FromMilliseconds(3_723_456);
        var batch = new ReadingBatch();
        foreach (var part in sensors.Chunk(format == PayloadFormat.Batch ? 5 : 1))
        {
            Reading[] readings = [.. part.Select(s => s.At(Start, Start, 1)).OfType<Reading>()];
            var template = encoder.Encode(readings);
            var packet = new byte[template.Length];
            template.Write(packet, 0x1234, later, 0xAB54A98CEB1F0AD2);
            batch.Clear();
            Decode(PublishedPacket.Read(packet, version), format, batch);

            Assert.Empty(batch.Rejections);
            Assert.Equal(readings.Length, batch.Count);
            for (var i = 0; i < readings.Length; i++)
            {
                AssertSame(readings[i], batch.Readings[i], format, later);
            }
        }
    }

    [Fact]
    public void Write_Publish_HasPacketIdAndQos()
    {
        var reading = new WardScript(new WardOptions()).Sensors[0].At(Start, Start, 1)!.Value;
        foreach (var qos in new[] { 0, 1 })
        {
            var template = new PacketEncoder(PayloadFormat.Json, MqttVersion.V5, qos, "rpm/v1", "g").Encode([reading]);
            var packet = new byte[template.Length];
            template.Write(packet, 513, Start, 1);
            var published = PublishedPacket.Read(packet, MqttVersion.V5);

            Assert.Equal((qos, qos == 0 ? 0 : 513, "rpm/v1/up/sim-0001-cgm/cgm"), (published.Qos, published.PacketId, published.Topic));
        }
    }

    [Fact]
    public void Garbled_AnyPlace_IsRefusedAndStillAPacket()
    {
        var reading = new WardScript(new WardOptions()).Sensors[0].At(Start, Start, 1)!.Value;
        var template = new PacketEncoder(PayloadFormat.Json, MqttVersion.V311, 1, "rpm/v1", "g").Encode([reading]);
        for (var place = 0.0; place < 1; place += 0.05)
        {
            var garbled = template.Garbled(place);
            var packet = new byte[garbled.Length];
            garbled.Write(packet, 7, Start, 1);
            var published = PublishedPacket.Read(packet, MqttVersion.V311);
            var batch = new ReadingBatch();
            Decode(published, PayloadFormat.Json, batch);

            Assert.Equal((7, "rpm/v1/up/sim-0001-cgm/cgm", 0), (published.PacketId, published.Topic, batch.Count));
            Assert.Single(batch.Rejections);
        }
    }

    private static void Decode(PublishedPacket published, PayloadFormat format, ReadingBatch batch)
    {
        var parts = published.Topic.Split('/');
        Assert.Equal(["rpm", "v1", "up"], parts[..3]);
        var context = new DecodeContext
        {
            Received = Start + TimeSpan.FromHours(2),
            Limits = Limits,
            Devices = new DeviceDirectory(),
            Device = format == PayloadFormat.Batch ? null : parts[3],
            Kind = Kinds.TryParse(parts[4], out var kind) ? kind : null,
        };
        switch (format)
        {
            case PayloadFormat.SenMl:
                Assert.Equal("senml", parts[4]);
                SenMlReadings.Decode(published.Payload, context, batch);
                break;
            case PayloadFormat.Gatt when parts.Length == 6:
                Assert.True(GattUuid.TryParse(parts[5], out var characteristic));
                GattReadings.Decode(
                    characteristic,
                    new GattFrame
                    {
                        Value = published.Payload,
                        Received = Encoding.UTF8.GetBytes(published.Properties["received"]),
                        Zone = Encoding.UTF8.GetBytes(published.Properties["zone"]),
                        SessionStart = Encoding.UTF8.GetBytes(published.Properties.GetValueOrDefault("session-start", "")),
                    },
                    context, batch);
                break;
            case PayloadFormat.Gatt:
                GattEnvelope.Decode(published.Payload, context, batch);
                break;
            default:
                JsonReadings.Decode(published.Payload, context, batch);
                break;
        }
    }

    private static void AssertSame(Reading sent, Reading got, PayloadFormat format, Instant later)
    {
        Assert.Equal((sent.Device, sent.Kind), (got.Device, got.Kind));
        Assert.Equal(sent.Values.Count, got.Values.Count);
        for (var i = 0; i < sent.Values.Count; i++)
        {
            Assert.Equal(sent.Values[i].Measure, got.Values[i].Measure);
            Assert.Equal(sent.Values[i].Quantity.ToDecimal(), got.Values[i].Quantity.ToDecimal());
            Assert.Equal(sent.Values[i].Quantity.Unit, got.Values[i].Quantity.Unit);
        }

        if (format != PayloadFormat.Gatt)
        {
            Assert.Equal((later, true, "ab54a98ceb1f0ad2"), (got.Time, got.IsTest, got.Id.ToString()));
            return;
        }

        // A Bluetooth clock has seconds, a CGM's minutes; neither has a place for an id or the mark of a test.
        var step = sent.Kind == Kind.Cgm ? TimeSpan.FromMinutes(1) : TimeSpan.FromSeconds(1);
        Assert.InRange(later - got.Time, TimeSpan.Zero, step);
        Assert.False(got.IsTest);
    }
}
