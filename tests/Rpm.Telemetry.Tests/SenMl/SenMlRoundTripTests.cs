using System.Buffers;
using CsCheck;
using Rpm.Telemetry.SenMl;

namespace Rpm.Telemetry.Tests.SenMl;

public sealed class SenMlRoundTripTests
{
    [Fact]
    public void Decode_OfWhatWriteWrote_IsTheReading() => Readings.Any.Where(HasARecord).Sample(
        reading =>
        {
            var output = new ArrayBufferWriter<byte>();
            SenMlReadings.Write(output, reading);
            Assert.Equal(Carried(reading), Decoding.Single(Decode(output.WrittenMemory, reading)));
        },
        iter: 5000);

    [Fact]
    public void Decode_OfWhatWriteCborWrote_IsTheReading() => Readings.Any.Where(HasARecord).Sample(
        reading => Assert.Equal(Carried(reading), Decoding.Single(Decode(SenMlReadings.WriteCbor(reading), reading))), iter: 5000);

    // A pack must have a record to be of a time; numbers of 10^18 and more are not kept.
    private static bool HasARecord(Reading reading) =>
        (reading.Values.Count > 0 || reading.Status is not null) && reading.Sequence is null or (> -1_000_000_000_000_000_000 and < 1_000_000_000_000_000_000);

    private static Reading Carried(Reading reading) => reading with { OffsetMinutes = 0 };

    private static ReadingBatch Decode(ReadOnlyMemory<byte> pack, in Reading reading)
    {
        var batch = new ReadingBatch();
        SenMlReadings.Decode(pack, Decoding.Context(reading.Device, limits: Decoding.TestAllowed), batch);
        return batch;
    }
}
