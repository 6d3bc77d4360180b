using System.Buffers;
using System.Formats.Cbor;
using Rpm.Telemetry.Json;

namespace Rpm.Telemetry.SenMl;

public static partial class SenMlReadings
{
    /// <summary>
    /// Writes one reading as a SenML JSON pack whose base name is the kind. What <see cref="Decode"/> makes of it is equal to it, except
    /// for what a pack does not carry: the offset of the time, <see cref="Reading.DeviceTime"/>, the flags
    /// <see cref="ReadingFlags.MemberDropped"/> and <see cref="ReadingFlags.GatewayTime"/>, and the number of a registered clamp.
    /// </summary>
    public static void Write(IBufferWriter<byte> output, in Reading reading)
    {
        output.Write("[{\"bn\":\""u8);
        output.Write(Kinds.Utf8Name(reading.Kind));
        output.Write("/\",\"bt\":"u8);
        output.Advance(ExactNumber.Format(output.GetSpan(ExactNumber.MaxLength), reading.Time.UnixMilliseconds, 3));
        output.Write("}"u8);
        foreach (var record in Records(reading))
        {
            output.Write(",{\"n\":"u8);
            JsonText.Write(output, record.Name);
            if (record.Unit != Unit.None)
            {
                output.Write(",\"u\":"u8);
                JsonText.Write(output, Units.Utf8Ucum(record.Unit));
            }

            if (record.Text is not null)
            {
                output.Write(",\"vs\":"u8);
                JsonText.Write(output, record.Text);
            }
            else if (record.Truth is { } truth)
            {
                output.Write(truth ? ",\"vb\":true"u8 : ",\"vb\":false"u8);
            }
            else
            {
                output.Write(",\"v\":"u8);
                output.Advance(ExactNumber.Format(output.GetSpan(ExactNumber.MaxLength), record.Mantissa, record.Decimals));
            }

            output.Write("}"u8);
        }

        output.Write("]"u8);
    }

    /// <summary>The same pack as CBOR; numbers with decimals as decimal fractions, so that the digits are kept.</summary>
    public static byte[] WriteCbor(in Reading reading)
    {
        var writer = new CborWriter(CborConformanceMode.Lax);
        var records = Records(reading);
        writer.WriteStartArray(records.Count + 1);
        writer.WriteStartMap(2);
        writer.WriteInt32(-2);
        writer.WriteTextString(Kinds.Name(reading.Kind) + "/");
        writer.WriteInt32(-3);
        WriteNumber(writer, reading.Time.UnixMilliseconds, 3);
        writer.WriteEndMap();
        foreach (var record in records)
        {
            writer.WriteStartMap(record.Unit == Unit.None ? 2 : 3);
            writer.WriteInt32(0);
            writer.WriteTextString(record.Name);
            if (record.Unit != Unit.None)
            {
                writer.WriteInt32(1);
                writer.WriteTextString(Units.Ucum(record.Unit));
            }

            if (record.Text is { } text)
            {
                writer.WriteInt32(3);
                writer.WriteTextString(text);
            }
            else if (record.Truth is { } truth)
            {
                writer.WriteInt32(4);
                writer.WriteBoolean(truth);
            }
            else
            {
                writer.WriteInt32(2);
                WriteNumber(writer, record.Mantissa, record.Decimals);
            }

            writer.WriteEndMap();
        }

        writer.WriteEndArray();
        return writer.Encode();
    }

    private static void WriteNumber(CborWriter writer, long mantissa, byte decimals)
    {
        if (decimals == 0)
        {
            writer.WriteInt64(mantissa);
            return;
        }

        writer.WriteTag(CborTag.DecimalFraction);
        writer.WriteStartArray(2);
        writer.WriteInt32(-decimals);
        writer.WriteInt64(mantissa);
        writer.WriteEndArray();
    }

    private static List<WrittenRecord> Records(in Reading reading)
    {
        var records = new List<WrittenRecord>();
        for (var i = 0; i < reading.Values.Count; i++)
        {
            var (measure, quantity) = reading.Values[i];
            var word = quantity.Comparator switch
            {
                Comparator.Low => "low",
                Comparator.High => "high",
                _ => JsonNames.Word(measure, quantity.Mantissa),
            };
            bool? truth = measure == Measure.Charging ? quantity.Mantissa == 1 : null;
            records.Add(new(Measures.Name(measure), quantity.Unit, word, truth, quantity.Mantissa, quantity.Decimals));
        }

        if (!reading.Id.IsEmpty)
        {
            records.Add(WrittenRecord.OfText("id", reading.Id.ToString()));
        }

        if (reading.Sequence is { } sequence)
        {
            records.Add(new("seq", Unit.None, null, null, sequence, 0));
        }

        if (reading.User >= 0)
        {
            records.Add(new("user", Unit.None, null, null, reading.User, 0));
        }

        foreach (var (flag, name) in (ReadOnlySpan<(ReadingFlags, string)>)[(ReadingFlags.Manual, "manual"), (ReadingFlags.Backfill, "backfill"), (ReadingFlags.Test, "test")])
        {
            if ((reading.Flags & flag) != 0)
            {
                records.Add(new(name, Unit.None, null, true, 0, 0));
            }
        }

        if (reading.Quality != QualityFlags.None)
        {
            var quality = reading.Quality;
            records.Add(WrittenRecord.OfText("quality", string.Join(
                ' ', Enumerable.Range(0, 16).Where(bit => ((int)quality & (1 << bit)) != 0).Select(JsonNames.QualityWord).OfType<string>())));
        }

        if (reading.Status?.Error is { } error)
        {
            records.Add(WrittenRecord.OfText("error", error));
        }

        if (reading.Status?.Firmware is { } firmware)
        {
            records.Add(WrittenRecord.OfText("firmware", firmware));
        }

        return records;
    }

    private readonly record struct WrittenRecord(string Name, Unit Unit, string? Text, bool? Truth, long Mantissa, byte Decimals)
    {
        public static WrittenRecord OfText(string name, string text) => new(name, Unit.None, text, null, 0, 0);
    }
}
