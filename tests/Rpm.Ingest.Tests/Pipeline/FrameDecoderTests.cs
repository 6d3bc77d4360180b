using System.Text;
using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Registry;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Pipeline;

public class FrameDecoderTests
{
    private static readonly Instant Received = Instant.From(new DateTimeOffset(2026, 11, 23, 8, 45, 0, TimeSpan.Zero));

    private RegistrySnapshot _registry = RegistrySnapshot.Empty;

    [Theory]
    [InlineData("up/d/heart-rate", """{"time":"2026-11-23T08:40:00Z","heartRate":61}""")]
    [InlineData("up/d/senml", """[{"bt":1795423200,"n":"heartRate","u":"beat/min","v":61}]""")]
    [InlineData("up/gw/batch", """[{"device":"d","kind":"heart-rate","time":"2026-11-23T08:40:00Z","heartRate":61}]""")]
    public void Decode_JsonTopics_GiveReadingsOfTheDevice(string topic, string payload)
    {
        var batch = Decode(topic, payload);
        Assert.Empty(batch.Rejections);
        Assert.Equal(("d", Kind.HeartRate), (batch.Readings[0].Device, batch.Readings[0].Kind));
    }

    [Theory]
    [InlineData("up/d", RejectReason.Malformed)]
    [InlineData("down/d/heart-rate", RejectReason.Malformed)]
    [InlineData("up/d/blood-type", RejectReason.UnknownKind)]
    [InlineData("up/d/senml", RejectReason.Malformed)]
    public void Decode_OtherTopics_RefuseTheFrameAsOne(string topic, RejectReason reason)
    {
        var batch = Decode(topic, """{"time":"2026-11-23T08:40:00Z","heartRate":61}""");
        var rejection = Assert.Single(batch.Rejections);
        Assert.Equal((0, -1, reason), (batch.Count, rejection.Index, rejection.Reason));
    }

    [Fact]
    public void Decode_BeyondTheSensorsRange_TakesTheRegisteredClampOfNow()
    {
        const string Low = """{"time":"2026-11-23T08:40:00Z","glucose":"low","unit":"mg/dL"}""";
        Assert.NotEqual(54, GlucoseOf(Decode("up/d/cgm", Low)).Mantissa);
        _registry = _registry.With(new Device { Id = "d", ClampLow = "54 mg/dL" });
        Assert.Equal(new Quantity(54, 0, Unit.MilligramPerDecilitre, Comparator.Low), GlucoseOf(Decode("up/d/cgm", Low)));
    }

    [Fact]
    [Trait("Control", "C-79")]
    public void Decode_TestReadingWhereNoneAreAllowed_PassesForTheEnginesOwnAlone()
    {
        const string Test = """{"time":"2026-11-23T08:40:00Z","heartRate":61,"test":true}""";
        Assert.Equal(RejectReason.TestNotAllowed, Assert.Single(Decode("up/d/heart-rate", Test).Rejections).Reason);
        Assert.Equal(0, Decode("up/d/heart-rate", Test, FrameSource.Http).Count);
        Assert.Equal(1, Decode("up/d/heart-rate", Test, FrameSource.Synthetic).Count);
    }

    [Fact]
    public void Decode_GattTopics_GiveTheSameReadingInBothForms()
    {
        _registry = _registry.With(new Device { Id = "d", Zone = "Europe/Berlin" });
        var raw = Decode(
            "up/d/gatt/2A35", Convert.FromHexString("0680005200FF07EA070B170928004700"), properties: [new("received", "2026-11-23T08:44:30Z"), new("x", "y")]);
        var envelope = Decode("up/d/gatt", """{"uuid":"2A35","value":"0680005200FF07EA070B170928004700","received":"2026-11-23T08:44:30Z"}""");
        Assert.Empty(raw.Rejections);
        Assert.Equal("2026-11-23T08:40:00.000Z", raw.Readings[0].Time.ToString());
        Assert.Equal(raw.Readings.ToArray(), envelope.Readings.ToArray());
    }

    [Theory]
    [InlineData("up/d/gatt/2A36", "008000FF07FF07", RejectReason.NotAMeasurement)]
    [InlineData("up/d/gatt/FFF1", "00", RejectReason.UnknownKind)]
    [InlineData("up/d/gatt/cuff", "00", RejectReason.UnknownKind)]
    [InlineData("up/d/gatt/2AA7", "060078001E00", RejectReason.NoSessionStart)]
    public void Decode_GattValueThatCannotBeUsed_SaysWhy(string topic, string hex, RejectReason reason)
    {
        var batch = Decode(topic, Convert.FromHexString(hex), properties: [new("received", "2026-11-23T08:44:30Z")]);
        Assert.Equal(reason, Assert.Single(batch.Rejections).Reason);
    }

    private static Quantity GlucoseOf(ReadingBatch batch) => batch.Readings[0].Values.TryGet(Measure.Glucose, out var quantity) ? quantity : default;

    private ReadingBatch Decode(string topic, string payload, FrameSource source = FrameSource.Mqtt) => Decode(topic, Encoding.UTF8.GetBytes(payload), source);

    private ReadingBatch Decode(string topic, byte[] payload, FrameSource source = FrameSource.Mqtt, IReadOnlyList<KeyValuePair<string, string>>? properties = null)
    {
        var options = new ReadingOptions();
        var decoder = new FrameDecoder(DecodeLimits.Create(options, allowTest: false), DecodeLimits.Create(options, allowTest: true), () => _registry);
        var batch = new ReadingBatch();
        decoder.Decode(new Frame { Source = source, Topic = topic, Client = "c", Payload = payload, Received = Received, UserProperties = properties ?? [] }, batch);
        return batch;
    }
}
