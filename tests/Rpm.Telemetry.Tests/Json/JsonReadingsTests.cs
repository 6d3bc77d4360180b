using System.Text;
using Rpm.Telemetry.Json;

namespace Rpm.Telemetry.Tests.Json;

public sealed class JsonReadingsTests
{
    [Fact]
    public void Decode_OfTooManyElements_RefusesTheFrameAsOne()
    {
        var limits = DecodeLimits.Create(new ReadingOptions { MaxArrayLength = 2 }, allowTest: false);
        const string Element = """{"time":"2026-11-23T08:40:00Z","heartRate":61}""";
        var context = Decoding.Context("d", Kind.HeartRate, limits);
        Assert.Equal(2, Decoding.Decode($"[{Element},{Element}]", context).Count);
        var rejection = Decoding.Rejected(Decoding.Decode($"[{Element},{Element},{Element}]", context));
        Assert.Equal((-1, RejectReason.TooLarge), (rejection.Index, rejection.Reason));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(511)]
    [InlineData(5000)]
    public void Decode_OfVeryDeepNesting_IsTooLarge(int depth)
    {
        var payload = new string('[', depth) + new string(']', depth);
        Assert.Equal(RejectReason.TooLarge, Decoding.Rejected(Decoding.Decode("{\"x\":" + payload + "}", Decoding.Context("d", Kind.HeartRate))).Reason);
    }

    [Fact]
    public void Decode_OfInvalidUtf8_IsNotJson()
    {
        var batch = new ReadingBatch();
        JsonReadings.Decode([.. "{\"id\":\""u8, 0xC3, 0x28, .. "\"}"u8], Decoding.Context("d", Kind.HeartRate), batch);
        Assert.Equal((-1, RejectReason.NotJson), (Decoding.Rejected(batch).Index, batch.Rejections[0].Reason));
    }

    [Fact]
    public void Decode_OfBrokenFrame_LeavesWhatTheBatchHeld()
    {
        var batch = new ReadingBatch();
        var context = Decoding.Context("d", Kind.BloodPressure);
        JsonReadings.Decode("""{"time":"2026-11-23T08:40:00Z","systolic":128,"diastolic":82,"pulse":0}"""u8, context, batch);
        JsonReadings.Decode("""[{"time":"2026-11-23T08:41:00Z","systolic":129,"diastolic":82,"pulse":0},{},"""u8, context, batch);
        Assert.Equal(1, batch.Count);
        Assert.Single(batch.Dropped);
        Assert.Equal(RejectReason.NotJson, Assert.Single(batch.Rejections).Reason);
    }

    [Fact]
    public void Decode_OfRejection_NamesNoValue()
    {
        var rejection = Decoding.Rejected(Decoding.Decode(Kind.HeartRate, """{"time":"2026-11-23T08:40:00Z","heartRate":987}"""));
        Assert.DoesNotContain("987", rejection.Detail, StringComparison.Ordinal);
        Assert.Contains("heartRate", rejection.Detail, StringComparison.Ordinal);
    }

    // Each of these takes one element away and must leave its neighbours exactly as they are alone.
    [Theory]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("[[]]")]
    [InlineData("\"}{\"")]
    [InlineData("""{"device":"x","kind":"cgm","time":"2026-11-23T08:40:00Z","glucose":1}""")]
    [InlineData("""{"device":"x","kind":"heart-rate","time":"2026-11-23T08:40:00Z","heartRate":1,"heartRate":2,"test":true,"quality":["invalid"]}""")]
    public void Decode_OfBadElement_LeavesItsNeighboursAlone(string bad)
    {
        const string Good = """{"device":"g","kind":"heart-rate","time":"2026-11-23T08:40:00Z","heartRate":61}""";
        var alone = Decoding.Single(Decoding.Decode(Good, Decoding.Context()));
        var batch = Decoding.Decode($"[{Good},{bad},{Good}]", Decoding.Context());
        Assert.Equal([alone, alone], batch.Readings.ToArray());
        Assert.Equal([0, 2], batch.Indexes.ToArray());
        Assert.Equal(1, Assert.Single(batch.Rejections).Index);
    }
}
