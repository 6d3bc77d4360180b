using System.Buffers;
using Rpm.Telemetry.Json;

namespace Rpm.Telemetry.Tests.Json;

public sealed class JsonReadingsAllocationTests
{
    [Theory]
    [InlineData(Kind.BloodPressure, """{"time":"2026-11-23T08:40:00.000+01:00","id":"a81","systolic":128,"diastolic":82,"map":97,"pulse":71,"quality":["movement"]}""")]
    [InlineData(Kind.Cgm, """{"time":"2026-11-23T08:40:00Z","glucose":"low","unit":"mg\/dL","seq":12,"test":false}""")]
    [InlineData(Kind.PulseOximetry, """[{"time":"2026-11-23T08:40:00Z","spo2":0,"pulse":500},{"time":"2026-11-23T08:40:01Z","spo2":97.0,"pulse":500}]""")]
    public void Decode_OfKnownDevice_AllocatesNothing(Kind kind, string payload) =>
        AssertFree(payload, Decoding.Context("dev-1", kind));

    [Fact]
    public void Decode_OfBatch_AllocatesNothing() => AssertFree(
        """[{"device":"cuff-1","kind":"glucose","time":"2026-11-23T08:40:00Z","glucose":5.8,"unit":"mmol/L","meal":"fasting"},{"device":"d\u00fc","kind":"weight","time":"2026-11-23T08:40:00Z","weight":80.5,"unit":"lb"}]""",
        Decoding.Context());

    [Fact]
    public void UpTopicAndIdentity_OfKnownDevice_AllocateNothing()
    {
        var devices = new DeviceDirectory();
        var reading = Decoding.Single(Decoding.Decode(Kind.HeartRate, """{"time":"2026-11-23T08:40:00Z","heartRate":60}"""));
        var hash = 0ul;
        void Work()
        {
            Assert.True(UpTopic.TryParse("up/cuff-1/blood-pressure", devices, out var topic));
            hash ^= (ulong)ReadingIdentity.Key(reading) ^ ReadingIdentity.ContentHash(reading) ^ (ulong)topic.Format;
        }

        Assert.Equal(0, Allocation.Of(Work));
    }

    [Fact]
    public void Write_ToReusedBuffer_AllocatesNothing()
    {
        var reading = Decoding.Single(Decoding.Decode(
            Kind.BloodPressure, """{"time":"2026-11-23T08:40:00Z","id":"a\"b","systolic":128,"diastolic":82,"quality":["movement"]}"""));
        var output = new ArrayBufferWriter<byte>(4096);
        Assert.Equal(0, Allocation.Of(() =>
        {
            output.ResetWrittenCount();
            JsonReadings.Write(output, reading);
        }));
    }

    private static void AssertFree(string payload, DecodeContext context)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(payload);
        var batch = new ReadingBatch();
        Assert.Equal(0, Allocation.Of(() =>
        {
            batch.Clear();
            JsonReadings.Decode(bytes, context, batch);
        }));
        Assert.NotEqual(0, batch.Count);
        Assert.Empty(batch.Rejections);
    }
}
