using CsCheck;
using Rpm.Ingest.Journal;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Journal;

public class JournalCodecTests
{
    [Fact]
    public void Decode_AnyReadings_GivesBackWhatWasWritten() =>
        Readings.Array[1, 20].Sample(readings =>
        {
            var at = new Instant(1_795_000_000_000);
            var writer = new ByteWriter();
            JournalCodec.Begin(writer);
            for (var i = 0; i < readings.Length; i++)
            {
                var committed = new CommittedReading
                {
                    Position = 100 + i,
                    Received = at - TimeSpan.FromMilliseconds(i),
                    Patient = "p" + (i % 3),
                    Ordinal = (byte)(i % 2),
                    Reading = readings[i],
                };
                JournalCodec.Write(writer, in committed, at);
            }

            var group = JournalCodec.Decode(new JournalRow(1, 100, 99 + readings.Length, at, readings.Length, default, writer.Written.ToArray()));
            for (var i = 0; i < readings.Length; i++)
            {
                var back = group.Readings.Span[i];
                Assert.Equal(readings[i], back.Reading);
                Assert.Equal((100 + i, at - TimeSpan.FromMilliseconds(i), "p" + (i % 3), (byte)(i % 2)), (back.Position, back.Received, back.Patient, back.Ordinal));
            }
        }, iter: 500);

    [Fact]
    public void Decode_NewerBody_IsRefused() =>
        Assert.Throws<InvalidDataException>(() => JournalCodec.Decode(new JournalRow(1, 1, 0, new Instant(0), 0, default, [99])));

    private static readonly Gen<Reading> Readings =
        from device in Gen.Int[0, 2].Select(i => new[] { "cuff-1", "öx", "" }[i])
        from kind in Gen.Enum<Kind>()
        from time in Gen.Long[0, 4_000_000_000_000]
        from offset in Gen.Short[-720, 840]
        from user in Gen.Short[-1, 255]
        from quality in Gen.UShort[0, 4095]
        from flags in Gen.Byte[0, 31]
        from sequence in Gen.Long.Nullable()
        from id in Gen.String[Gen.Char.AlphaNumeric, 0, 64]
        from values in Gen.Select(Gen.Enum<Measure>(), Gen.Long, Gen.Byte[0, 18], Gen.Enum<Unit>(), Gen.Enum<Comparator>()).Array[0, 4]
        from status in Gen.OneOf(Gen.Const((StatusText?)null), Gen.Select(Gen.String.Null(), Gen.String.Null(), (a, b) => (StatusText?)new StatusText(a, b)))
        from deviceTime in Gen.Long.Nullable()
        select Make(device, kind, time, offset, user, quality, flags, sequence, id, values, status, deviceTime);

    private static Reading Make(
        string device, Kind kind, long time, short offset, short user, ushort quality, byte flags, long? sequence, string id,
        (Measure, long, byte, Unit, Comparator)[] values, StatusText? status, long? deviceTime)
    {
        var reading = new Reading
        {
            Device = device,
            Kind = kind,
            Time = new Instant(time),
            OffsetMinutes = offset,
            User = user,
            Quality = (QualityFlags)quality,
            Flags = (ReadingFlags)flags,
            Sequence = sequence,
            Status = status,
            DeviceTime = deviceTime,
            Id = ReadingId.Create(id),
        };
        foreach (var (measure, mantissa, decimals, unit, comparator) in values)
        {
            reading.Values.Add(measure, new Quantity(mantissa, decimals, unit, comparator));
        }

        return reading;
    }
}
