using CsCheck;
using Rpm.Telemetry.Gatt;

namespace Rpm.Telemetry.Tests.Gatt;

public sealed class GattRoundTripTests
{
    private const QualityFlags CuffQuality = QualityFlags.Movement | QualityFlags.CuffLoose | QualityFlags.IrregularPulse | QualityFlags.Position;

    [Fact]
    public void Decode_OfWhatTryWriteWrote_IsTheReading()
    {
        var written = new int[16];
        Readings.Any.Sample(
            any =>
            {
                var reading = any with { Device = "dev-1", Flags = ReadingFlags.None, Status = null, Time = new Instant(any.Time.UnixMilliseconds / 60_000 * 60_000) };
                var session = reading.Time - TimeSpan.FromMinutes(any.Time.UnixMilliseconds % 60_000);
                Span<byte> value = stackalloc byte[GattReadings.MaxWrittenLength];
                if (!GattReadings.TryWrite(reading, session, value, out var characteristic, out var length))
                {
                    return;
                }

                Interlocked.Increment(ref written[(int)reading.Kind]);
                var sign = reading.OffsetMinutes < 0 ? '-' : '+';
                var zone = $"{sign}{Math.Abs(reading.OffsetMinutes) / 60:00}:{Math.Abs(reading.OffsetMinutes) % 60:00}";
                var received = Text(reading.Time, reading.OffsetMinutes);
                var decoded = Decoding.Single(GattDecoding.Decode(
                    characteristic, Convert.ToHexString(value[..length]), received, zone, Text(session, reading.OffsetMinutes)));
                Assert.Equal(Carried(reading), decoded with { Flags = decoded.Flags & ~ReadingFlags.GatewayTime });
            },
            iter: 20_000);
        foreach (var kind in Enum.GetValues<Kind>().Where(k => k is not (Kind.Status or Kind.RespiratoryRate)))
        {
            Assert.InRange(written[(int)kind], 100, int.MaxValue);
        }
    }

    // What the characteristic of the kind has room for.
    private static Reading Carried(Reading reading)
    {
        var weights = reading.Kind == Kind.Weight;
        var pressure = reading.Kind == Kind.BloodPressure;
        var carried = reading with
        {
            Id = default,
            User = (weights || pressure) && reading.User != 255 ? reading.User : (short)-1,
            Sequence = reading.Kind == Kind.Glucose ? reading.Sequence ?? 0 : null,
            Quality = reading.Kind switch
            {
                Kind.BloodPressure => reading.Quality & CuffQuality,
                Kind.PulseOximetry => reading.Quality & ~(CuffQuality & ~QualityFlags.Position),
                _ => QualityFlags.None,
            },
            Values = default,
        };
        for (var i = 0; i < reading.Values.Count; i++)
        {
            var (measure, quantity) = reading.Values[i];
            if (measure == Measure.Meal)
            {
                continue;
            }

            // A scale's step is its precision; a number of many digits has a coarser exponent, which is the same number.
            carried.Values.Add(measure, weights ? Step(quantity) : Sfloat(quantity, reading.Kind));
        }

        return carried;
    }

    private static Quantity Step(Quantity quantity)
    {
        var decimals = quantity.Unit == Unit.Pound ? 2 : 3;
        var mantissa = quantity.Mantissa;
        for (var i = quantity.Decimals; i < decimals; i++)
        {
            mantissa *= 10;
        }

        return quantity with { Mantissa = mantissa, Decimals = (byte)decimals };
    }

    private static Quantity Sfloat(Quantity quantity, Kind kind)
    {
        while (quantity.Decimals > 0 && quantity.Mantissa is > 2047 or < -2048 && quantity.Mantissa % 10 == 0 && kind != Kind.Temperature)
        {
            quantity = quantity with { Mantissa = quantity.Mantissa / 10, Decimals = (byte)(quantity.Decimals - 1) };
        }

        return quantity;
    }

    private static string Text(Instant time, int offset)
    {
        Span<byte> text = stackalloc byte[Rfc3339.MaxLength];
        return System.Text.Encoding.ASCII.GetString(text[..Rfc3339.Format(text, time, offset)]);
    }
}
