using System.Buffers;
using CsCheck;
using Rpm.Telemetry.Json;

namespace Rpm.Telemetry.Tests.Json;

public sealed class JsonReadingsRoundTripTests
{
    [Fact]
    public void Decode_OfWhatWriteWrote_IsTheReading() => Readings.Any.Sample(
        reading =>
        {
            var output = new ArrayBufferWriter<byte>();
            JsonReadings.Write(output, reading);
            var batch = new ReadingBatch();
            JsonReadings.Decode(output.WrittenSpan, Decoding.Context(reading.Device, reading.Kind, Decoding.TestAllowed), batch);
            Assert.Equal(reading, Decoding.Single(batch));
        },
        iter: 5000);

    [Fact]
    public void Decode_OfWhatWriteBatchWrote_IsTheReadingsInOrder() => Readings.Any.Array[0, 6].Sample(
        readings =>
        {
            var output = new ArrayBufferWriter<byte>();
            JsonReadings.WriteBatch(output, readings);
            var batch = new ReadingBatch();
            JsonReadings.Decode(output.WrittenSpan, Decoding.Context(limits: Decoding.TestAllowed), batch);
            Assert.Empty(batch.Rejections);
            Assert.Equal(readings, batch.Readings.ToArray());
        },
        iter: 1000);

    [Fact]
    public void Write_OfAnyReading_IsWhatSystemTextJsonReads() => Readings.Any.Sample(
        reading =>
        {
            var output = new ArrayBufferWriter<byte>();
            JsonReadings.WriteBatch(output, [reading]);
            using var document = System.Text.Json.JsonDocument.Parse(output.WrittenMemory);
            var element = document.RootElement[0];
            Assert.Equal(reading.Device, element.GetProperty("device").GetString());
            Assert.Equal(reading.Time.ToDateTimeOffset(), element.GetProperty("time").GetDateTimeOffset());
            Assert.Equal(reading.Id.IsEmpty, !element.TryGetProperty("id", out _));
        },
        iter: 1000);
}
