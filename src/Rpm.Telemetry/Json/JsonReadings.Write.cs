using System.Buffers;

namespace Rpm.Telemetry.Json;

public static partial class JsonReadings
{
    /// <summary>
    /// Writes one reading as a payload of <c>up/{deviceId}/{kind}</c>. What <see cref="Decode"/> makes of it is equal to it,
    /// except for what JSON does not carry: <see cref="Reading.DeviceTime"/>, the flags <see cref="ReadingFlags.MemberDropped"/>
    /// and <see cref="ReadingFlags.GatewayTime"/>, and the number of a registered clamp.
    /// </summary>
    public static void Write(IBufferWriter<byte> output, in Reading reading) => Write(output, reading, named: false);

    /// <summary>Writes readings as an array for <c>up/{gatewayId}/batch</c> and <c>POST /api/v1/readings</c>: each with device and kind.</summary>
    public static void WriteBatch(IBufferWriter<byte> output, ReadOnlySpan<Reading> readings)
    {
        output.Write("["u8);
        for (var i = 0; i < readings.Length; i++)
        {
            if (i > 0)
            {
                output.Write(","u8);
            }

            Write(output, readings[i], named: true);
        }

        output.Write("]"u8);
    }

    private static void Write(IBufferWriter<byte> output, in Reading reading, bool named)
    {
        var text = output.GetSpan(64);
        "{\"time\":\""u8.CopyTo(text);
        var length = 9 + Rfc3339.Format(text[9..], reading.Time, reading.OffsetMinutes);
        text[length++] = (byte)'"';
        output.Advance(length);
        if (named)
        {
            output.Write(",\"device\":"u8);
            JsonText.Write(output, reading.Device);
            output.Write(",\"kind\":\""u8);
            output.Write(Kinds.Utf8Name(reading.Kind));
            output.Write("\""u8);
        }

        if (!reading.Id.IsEmpty)
        {
            output.Write(",\"id\":"u8);
            JsonText.Write(output, reading.Id.Utf8);
        }

        if (reading.Sequence is { } sequence)
        {
            output.Write(",\"seq\":"u8);
            WriteNumber(output, sequence, 0);
        }

        if (reading.User >= 0)
        {
            output.Write(",\"user\":"u8);
            WriteNumber(output, reading.User, 0);
        }

        WriteValues(output, reading);
        WriteFlags(output, reading);
        if (reading.Status is { } status)
        {
            WriteText(output, ",\"error\":"u8, status.Error);
            WriteText(output, ",\"firmware\":"u8, status.Firmware);
        }

        output.Write("}"u8);
    }

    private static void WriteValues(IBufferWriter<byte> output, in Reading reading)
    {
        var unit = Unit.None;
        for (var i = 0; i < reading.Values.Count; i++)
        {
            var (measure, quantity) = reading.Values[i];
            output.Write(",\""u8);
            output.Write(Measures.Utf8Name(measure));
            output.Write("\":"u8);
            WriteQuantity(output, measure, quantity);

            // The unit of the reading is that of its pressures, its glucose, its temperature or weight.
            if (unit == Unit.None)
            {
                unit = UnitSent(reading.Kind, measure, quantity.Unit);
            }
        }

        if (unit != Unit.None)
        {
            output.Write(",\"unit\":\""u8);
            output.Write(Units.Utf8Ucum(unit));
            output.Write("\""u8);
        }
    }

    private static Unit UnitSent(Kind kind, Measure measure, Unit unit) => measure switch
    {
        Measure.GlucoseRate when unit == Unit.MilligramPerDecilitrePerMinute => Unit.MilligramPerDecilitre,
        Measure.GlucoseRate when unit == Unit.MillimolePerLitrePerMinute => Unit.MillimolePerLitre,
        _ => Measures.Of(Kinds.Of(kind).Members[0].Measure).Accepts(unit) ? unit : Unit.None,
    };

    private static void WriteQuantity(IBufferWriter<byte> output, Measure measure, Quantity quantity)
    {
        switch (quantity.Comparator)
        {
            case Comparator.Low:
                output.Write("\"low\""u8);
                return;
            case Comparator.High:
                output.Write("\"high\""u8);
                return;
        }

        if (measure == Measure.Charging && quantity.Decimals == 0 && quantity.Mantissa is 0 or 1)
        {
            output.Write(quantity.Mantissa == 1 ? "true"u8 : "false"u8);
        }
        else if (JsonNames.Word(measure, quantity.Mantissa) is { } word)
        {
            JsonText.Write(output, word);
        }
        else
        {
            WriteNumber(output, quantity.Mantissa, quantity.Decimals);
        }
    }

    private static void WriteFlags(IBufferWriter<byte> output, in Reading reading)
    {
        if ((reading.Flags & ReadingFlags.Manual) != 0)
        {
            output.Write(",\"manual\":true"u8);
        }

        if ((reading.Flags & ReadingFlags.Backfill) != 0)
        {
            output.Write(",\"backfill\":true"u8);
        }

        if (reading.IsTest)
        {
            output.Write(",\"test\":true"u8);
        }

        if (reading.Quality == QualityFlags.None)
        {
            return;
        }

        var first = true;
        output.Write(",\"quality\":["u8);
        for (var bit = 0; JsonNames.QualityWord(bit) is { } word; bit++)
        {
            if (((int)reading.Quality & (1 << bit)) == 0)
            {
                continue;
            }

            if (!first)
            {
                output.Write(","u8);
            }

            JsonText.Write(output, word);
            first = false;
        }

        output.Write("]"u8);
    }

    private static void WriteText(IBufferWriter<byte> output, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            output.Write(name);
            JsonText.Write(output, text);
        }
    }

    private static void WriteNumber(IBufferWriter<byte> output, long mantissa, byte decimals) =>
        output.Advance(ExactNumber.Format(output.GetSpan(ExactNumber.MaxLength), mantissa, decimals));
}
