using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Rpm.Telemetry;

namespace Rpm.DeviceSim.Publishing;

/// <summary>Readings as a gateway writes them: JSON, one reading or an array, members in the order of the kind.</summary>
internal static class ReadingPayload
{
    /// <summary>The topic level of a kind.</summary>
    public static string KindName(Kind kind) => kind switch
    {
        Kind.BloodPressure => "blood-pressure",
        Kind.PulseOximetry => "pulse-oximetry",
        Kind.Cgm => "cgm",
        Kind.Glucose => "glucose",
        Kind.HeartRate => "heart-rate",
        Kind.Temperature => "temperature",
        Kind.Weight => "weight",
        Kind.RespiratoryRate => "respiratory-rate",
        _ => "status",
    };

    /// <summary>One reading.</summary>
    public static ReadOnlyMemory<byte> Write(in Reading reading) => Write([reading], asArray: false);

    /// <summary>Several readings of one device and kind, as an array.</summary>
    public static ReadOnlyMemory<byte> WriteArray(ReadOnlySpan<Reading> readings) => Write(readings, asArray: true);

    private static ReadOnlyMemory<byte> Write(ReadOnlySpan<Reading> readings, bool asArray)
    {
        var buffer = new ArrayBufferWriter<byte>(160 * readings.Length);
        using var json = new Utf8JsonWriter(buffer);
        if (asArray)
        {
            json.WriteStartArray();
        }

        foreach (ref readonly var reading in readings)
        {
            WriteOne(json, reading);
        }

        if (asArray)
        {
            json.WriteEndArray();
        }

        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteOne(Utf8JsonWriter json, in Reading reading)
    {
        json.WriteStartObject();
        json.WriteString("time", reading.Time.ToDateTimeOffset().ToOffset(TimeSpan.FromMinutes(reading.OffsetMinutes))
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture));
        if (!reading.Id.IsEmpty)
        {
            json.WriteString("id", reading.Id.Utf8);
        }

        for (var i = 0; i < reading.Values.Count; i++)
        {
            var (measure, quantity) = reading.Values[i];
            if (quantity.Comparator == Comparator.None)
            {
                json.WriteNumber(MemberName(measure), quantity.ToDecimal());
            }
            else
            {
                json.WriteString(MemberName(measure), quantity.Comparator == Comparator.Low ? "low" : "high");
            }

            if (measure is Measure.Glucose or Measure.Temperature or Measure.Weight)
            {
                json.WriteString("unit", Units.Ucum(quantity.Unit));
            }
        }

        if (reading.Flags.HasFlag(ReadingFlags.Backfill))
        {
            json.WriteBoolean("backfill", true);
        }

        if (reading.IsTest)
        {
            json.WriteBoolean("test", true);
        }

        json.WriteEndObject();
    }

    private static string MemberName(Measure measure) => measure switch
    {
        Measure.Systolic => "systolic",
        Measure.Diastolic => "diastolic",
        Measure.Map => "map",
        Measure.Pulse => "pulse",
        Measure.Spo2 => "spo2",
        Measure.Perfusion => "perfusion",
        Measure.Glucose => "glucose",
        Measure.GlucoseRate => "rate",
        Measure.HeartRate => "heartRate",
        Measure.Temperature => "temperature",
        Measure.Weight => "weight",
        Measure.RespiratoryRate => "respiratoryRate",
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "The simulator does not send this measure."),
    };
}
