using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Rpm.Telemetry;

namespace Rpm.Ingest.Fhir;

/// <summary>FHIR's primitives in UTF-8 JSON. Nothing here allocates per value.</summary>
internal static class FhirJson
{
    public const string ContentType = "application/fhir+json; charset=utf-8";

    /// <summary>Length of an instant with milliseconds and offset.</summary>
    public const int TimeLength = 29;

    /// <summary>Writes <c>+</c>, <c>°</c> and the like as themselves; the output is never put into HTML.</summary>
    public static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = Encoder, SkipValidation = true };

    private static readonly JsonEncodedText Reference = JsonEncodedText.Encode("reference");
    private static readonly JsonEncodedText Coding = JsonEncodedText.Encode("coding");

    public static JsonEncodedText Text(string text) => JsonEncodedText.Encode(text, Encoder);

    /// <summary>The JSON of one value, to be written again and again as it is.</summary>
    public static byte[] Render(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            write(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static void Raw(Utf8JsonWriter writer, JsonEncodedText name, ReadOnlySpan<byte> json)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(json, skipInputValidation: true);
    }

    /// <summary>A dateTime with milliseconds and an offset; <c>+00:00</c> for an offset FHIR does not know (beyond 14 hours).</summary>
    public static void Time(Utf8JsonWriter writer, JsonEncodedText name, Instant time, int offsetMinutes = 0)
    {
        Span<byte> text = stackalloc byte[TimeLength];
        FormatTime(text, time, offsetMinutes);
        writer.WriteString(name, text);
    }

    /// <summary>The same as text.</summary>
    public static string TimeText(Instant time, int offsetMinutes = 0)
    {
        Span<byte> text = stackalloc byte[TimeLength];
        FormatTime(text, time, offsetMinutes);
        return Encoding.ASCII.GetString(text);
    }

    /// <summary>The number as sent, with its decimals.</summary>
    public static decimal Number(in Quantity quantity)
    {
        var magnitude = quantity.Mantissa < 0 ? (ulong)-(quantity.Mantissa + 1) + 1 : (ulong)quantity.Mantissa;
        return new decimal((int)magnitude, (int)(magnitude >> 32), 0, quantity.Mantissa < 0, quantity.Decimals);
    }

    public static void WriteReference(Utf8JsonWriter writer, JsonEncodedText name, string reference)
    {
        writer.WriteStartObject(name);
        writer.WriteString(Reference, reference);
        writer.WriteEndObject();
    }

    public static void WriteCoding(Utf8JsonWriter writer, string system, string code, string? display = null)
    {
        writer.WriteStartObject();
        writer.WriteString("system", system);
        writer.WriteString("code", code);
        if (display is not null)
        {
            writer.WriteString("display", display);
        }

        writer.WriteEndObject();
    }

    public static void WriteConcept(Utf8JsonWriter writer, string system, string code, string? display = null, string? text = null)
    {
        writer.WriteStartObject();
        writer.WriteStartArray(Coding);
        WriteCoding(writer, system, code, display);
        writer.WriteEndArray();
        if (text is not null)
        {
            writer.WriteString("text", text);
        }

        writer.WriteEndObject();
    }

    /// <summary>The codes of a measure, LOINC first, as a CodeableConcept.</summary>
    public static void WriteConcept(Utf8JsonWriter writer, MeasureCoding coding)
    {
        writer.WriteStartObject();
        writer.WriteStartArray(Coding);
        foreach (var loinc in coding.Loinc)
        {
            WriteCoding(writer, FhirSystems.Loinc, loinc.Code, loinc.Display);
        }

        if (coding.Mdc is { } mdc)
        {
            WriteCoding(writer, FhirSystems.Mdc, mdc.Code.ToString(System.Globalization.CultureInfo.InvariantCulture), mdc.ReferenceId);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void WriteIdentifier(Utf8JsonWriter writer, string system, string value)
    {
        writer.WriteStartObject();
        writer.WriteString("system", system);
        writer.WriteString("value", value);
        writer.WriteEndObject();
    }

    private static void FormatTime(Span<byte> text, Instant time, int offsetMinutes)
    {
        if (offsetMinutes is < -840 or > 840)
        {
            offsetMinutes = 0;
        }

        var local = DateTime.UnixEpoch.AddTicks((time.UnixMilliseconds + (offsetMinutes * 60_000L)) * TimeSpan.TicksPerMillisecond);
        var (date, clock) = (DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
        Digits(text[..4], date.Year);
        text[4] = text[7] = (byte)'-';
        Digits(text[5..7], date.Month);
        Digits(text[8..10], date.Day);
        text[10] = (byte)'T';
        Digits(text[11..13], clock.Hour);
        text[13] = text[16] = text[26] = (byte)':';
        Digits(text[14..16], clock.Minute);
        Digits(text[17..19], clock.Second);
        text[19] = (byte)'.';
        Digits(text[20..23], clock.Millisecond);
        text[23] = (byte)(offsetMinutes < 0 ? '-' : '+');
        Digits(text[24..26], Math.Abs(offsetMinutes) / 60);
        Digits(text[27..29], Math.Abs(offsetMinutes) % 60);
    }

    private static void Digits(Span<byte> text, int value)
    {
        for (var i = text.Length - 1; i >= 0; i--)
        {
            text[i] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }
}
