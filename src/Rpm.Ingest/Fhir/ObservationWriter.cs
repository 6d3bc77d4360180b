using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;
using Rpm.Telemetry;

namespace Rpm.Ingest.Fhir;

/// <summary>
/// Writes a reading's panels as R4 Observations straight into UTF-8. What never changes is rendered once; a plain reading
/// allocates nothing. Same reading and context, same bytes. Thread-safe.
/// </summary>
internal sealed class ObservationWriter(FhirSystems systems, ObservationIds ids)
{
    private static readonly JsonEncodedText ResourceType = FhirJson.Text("resourceType");
    private static readonly JsonEncodedText Observation = FhirJson.Text("Observation");
    private static readonly JsonEncodedText Id = FhirJson.Text("id");
    private static readonly JsonEncodedText Meta = FhirJson.Text("meta");
    private static readonly JsonEncodedText VersionId = FhirJson.Text("versionId");
    private static readonly JsonEncodedText LastUpdated = FhirJson.Text("lastUpdated");
    private static readonly JsonEncodedText Profile = FhirJson.Text("profile");
    private static readonly JsonEncodedText Security = FhirJson.Text("security");
    private static readonly JsonEncodedText Identifier = FhirJson.Text("identifier");
    private static readonly JsonEncodedText System = FhirJson.Text("system");
    private static readonly JsonEncodedText Status = FhirJson.Text("status");
    private static readonly JsonEncodedText Final = FhirJson.Text("final");
    private static readonly JsonEncodedText EnteredInError = FhirJson.Text("entered-in-error");
    private static readonly JsonEncodedText Category = FhirJson.Text("category");
    private static readonly JsonEncodedText Code = FhirJson.Text("code");
    private static readonly JsonEncodedText Subject = FhirJson.Text("subject");
    private static readonly JsonEncodedText Effective = FhirJson.Text("effectiveDateTime");
    private static readonly JsonEncodedText Issued = FhirJson.Text("issued");
    private static readonly JsonEncodedText ValueQuantity = FhirJson.Text("valueQuantity");
    private static readonly JsonEncodedText ValueConcept = FhirJson.Text("valueCodeableConcept");
    private static readonly JsonEncodedText Value = FhirJson.Text("value");
    private static readonly JsonEncodedText Comparator = FhirJson.Text("comparator");
    private static readonly JsonEncodedText Below = FhirJson.Text("<");
    private static readonly JsonEncodedText Above = FhirJson.Text(">");
    private static readonly JsonEncodedText Unit = FhirJson.Text("unit");
    private static readonly JsonEncodedText UcumSystem = FhirJson.Text(FhirSystems.Ucum);
    private static readonly JsonEncodedText DataAbsentReason = FhirJson.Text("dataAbsentReason");
    private static readonly JsonEncodedText Interpretation = FhirJson.Text("interpretation");
    private static readonly JsonEncodedText Note = FhirJson.Text("note");
    private static readonly JsonEncodedText Text = FhirJson.Text("text");
    private static readonly JsonEncodedText Method = FhirJson.Text("method");
    private static readonly JsonEncodedText Device = FhirJson.Text("device");
    private static readonly JsonEncodedText Component = FhirJson.Text("component");

    private static readonly JsonEncodedText[] UnitCodes = [.. Enum.GetValues<Unit>().Select(u => FhirJson.Text(Units.Ucum(u)))];
    private static readonly JsonEncodedText[] UnitNames = [.. Enum.GetValues<Unit>().Select(u => FhirJson.Text(Units.Display(u) is { Length: > 0 } name ? name : Units.Ucum(u)))];

    private static readonly byte[] VitalSigns = CategoryJson(Panels.VitalSigns);
    private static readonly byte[] Laboratory = CategoryJson(Panels.Laboratory);
    private static readonly byte[] TestLabel = FhirJson.Render(w => FhirJson.WriteCoding(w, FhirSystems.ActReason, "HTEST", "test health data"));
    private static readonly byte[] NotPerformed = AbsentJson("not-performed", "Not Performed");
    private static readonly byte[] DeviceError = AbsentJson("error", "Error");

    // subject is 1..1 in the vital-signs profile: say that it is not known instead of leaving it out.
    private static readonly byte[] Nobody = FhirJson.Render(w =>
    {
        w.WriteStartObject();
        w.WriteStartArray("extension");
        w.WriteStartObject();
        w.WriteString("url", "http://hl7.org/fhir/StructureDefinition/data-absent-reason");
        w.WriteString("valueCode", "unknown");
        w.WriteEndObject();
        w.WriteEndArray();
        w.WriteEndObject();
    });

    private static readonly JsonEncodedText[] ProfileUris = [.. Panels.All.Select(p => FhirJson.Text(p.Profile ?? ""))];

    /// <summary>System of the identifier that every Observation carries.</summary>
    public string MeasurementSystem => systems.Measurement;

    private readonly ConcurrentDictionary<MeasureCoding, byte[]> _codes = new(ReferenceEqualityComparer.Instance);
    private readonly JsonEncodedText _measurement = FhirJson.Text(systems.Measurement);
    private readonly byte[] _rateCode = FhirJson.Render(w => FhirJson.WriteConcept(w, systems.MeasureCodes, "glucose-rate", "Glucose rate of change"));
    private readonly byte[] _mealCode = FhirJson.Render(w => FhirJson.WriteConcept(w, FhirSystems.Mdc, "8417864", "MDC_CTXT_GLU_MEAL"));
    private readonly byte[][] _meals = [.. Enumerable.Range(0, 6).Select(m => MealJson((MealContext)m))];
    private readonly byte[] _manual = FhirJson.Render(w => FhirJson.WriteConcept(w, systems.Method, "manual", "Typed in by a person"));
    private readonly (QualityFlags Flag, byte[] Json)[] _qualities = QualityJson(systems);

    /// <summary>Writes one panel as an Observation object.</summary>
    /// <param name="writer">Made with <see cref="FhirJson.WriterOptions"/>, standing where a value may stand.</param>
    /// <param name="panel">One that <see cref="Panels.Has"/> for this reading.</param>
    /// <param name="reading">As stored.</param>
    /// <param name="context">Whose it is and what became of it.</param>
    public void Write(Utf8JsonWriter writer, PanelDefinition panel, in Reading reading, in ObservationContext context)
    {
        Span<byte> idBytes = stackalloc byte[ObservationId.MaxLength];
        var id = idBytes[..ids.Of(panel, reading.Device, reading.Time, context.Ordinal).Format(idBytes)];

        writer.WriteStartObject();
        writer.WriteString(ResourceType, Observation);
        if (context.Own)
        {
            writer.WriteString(Id, id);
        }

        WriteMeta(writer, panel, reading, context);
        writer.WriteStartArray(Identifier);
        writer.WriteStartObject();
        writer.WriteString(System, _measurement);
        writer.WriteString(Value, id);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteString(Status, context.InError ? EnteredInError : Final);
        FhirJson.Raw(writer, Category, ReferenceEquals(panel.Category, Panels.Laboratory) ? Laboratory : VitalSigns);
        FhirJson.Raw(writer, Code, CodeJson(Panels.Coding(panel, reading)));
        if (context.Subject is { } subject)
        {
            FhirJson.WriteReference(writer, Subject, subject);
        }
        else
        {
            FhirJson.Raw(writer, Subject, Nobody);
        }

        FhirJson.Time(writer, Effective, reading.Time, reading.OffsetMinutes);
        FhirJson.Time(writer, Issued, context.Received);
        WriteContent(writer, panel, reading, context);
        writer.WriteEndObject();
    }

    /// <summary>Version of the representation: changes with withdrawal and subject, and with nothing else. Opaque.</summary>
    public static int FormatVersion(in ObservationContext context, Span<byte> destination)
    {
        destination[0] = (byte)(context.Withdrawal is null ? '1' : '2');
        destination[1] = (byte)'.';
        var hash = XxHash32.HashToUInt32(MemoryMarshal.AsBytes(context.Subject.AsSpan()));
        hash.TryFormat(destination[2..], out var length, "x8", CultureInfo.InvariantCulture);
        return 2 + length;
    }

    private static void WriteMeta(Utf8JsonWriter writer, PanelDefinition panel, in Reading reading, in ObservationContext context)
    {
        var test = reading.IsTest || (reading.Quality & QualityFlags.Demonstration) != 0;
        if (!context.Own && !test && panel.Profile is null)
        {
            return;
        }

        writer.WriteStartObject(Meta);
        if (context.Own)
        {
            Span<byte> version = stackalloc byte[16];
            writer.WriteString(VersionId, version[..FormatVersion(context, version)]);
            FhirJson.Time(writer, LastUpdated, context.Updated);
        }

        if (panel.Profile is not null)
        {
            writer.WriteStartArray(Profile);
            writer.WriteStringValue(ProfileUris[(int)panel.Panel]);
            writer.WriteEndArray();
        }

        if (test)
        {
            writer.WriteStartArray(Security);
            writer.WriteRawValue(TestLabel, skipInputValidation: true);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private void WriteContent(Utf8JsonWriter writer, PanelDefinition panel, in Reading reading, in ObservationContext context)
    {
        var values = reading.Values;
        var pressure = panel.Panel == ObservationPanel.BloodPressure;
        var absent = false;
        if (!pressure)
        {
            values.TryGet(panel.Measure, out var quantity);
            absent = WriteValue(writer, panel.Measure, quantity, reading.Quality);
        }

        if (!absent)
        {
            WriteInterpretation(writer, reading.Quality);
        }

        WriteNotes(writer, pressure, reading, context);
        if ((reading.Flags & ReadingFlags.Manual) != 0)
        {
            FhirJson.Raw(writer, Method, _manual);
        }

        FhirJson.WriteReference(writer, Device, context.Device);
        WriteComponents(writer, panel, reading);
    }

    private void WriteComponents(Utf8JsonWriter writer, PanelDefinition panel, in Reading reading)
    {
        var open = false;
        for (var i = 0; i < reading.Values.Count; i++)
        {
            var (measure, quantity) = reading.Values[i];
            var code = (panel.Panel, measure) switch
            {
                (ObservationPanel.BloodPressure, Measure.Systolic or Measure.Diastolic or Measure.Map) =>
                    CodeJson(Measures.Coding(panel.Kind, measure, quantity.Unit)),
                (ObservationPanel.SensorGlucose, Measure.GlucoseRate) => _rateCode,
                (ObservationPanel.MeterGlucose, Measure.Meal) when (ulong)quantity.Mantissa < (ulong)_meals.Length => _mealCode,
                _ => null,
            };
            if (code is null)
            {
                continue;
            }

            if (!open)
            {
                writer.WriteStartArray(Component);
                open = true;
            }

            writer.WriteStartObject();
            FhirJson.Raw(writer, Code, code);
            if (measure == Measure.Meal)
            {
                FhirJson.Raw(writer, ValueConcept, _meals[quantity.Mantissa]);
            }
            else
            {
                WriteValue(writer, measure, quantity, reading.Quality);
            }

            writer.WriteEndObject();
        }

        if (open)
        {
            writer.WriteEndArray();
        }
    }

    /// <summary>
    /// The value, or why there is none: a number that the device itself calls invalid, or that it sent while no sensor was
    /// attached, is never shown as a measurement. True where it is absent.
    /// </summary>
    private static bool WriteValue(Utf8JsonWriter writer, Measure measure, in Quantity quantity, QualityFlags quality)
    {
        var zero = quantity.Mantissa == 0 && (measure is Measure.Spo2 or Measure.Pulse);
        if (zero || (quality & QualityFlags.SensorOff) != 0)
        {
            FhirJson.Raw(writer, DataAbsentReason, NotPerformed);
            return true;
        }

        if ((quality & QualityFlags.Invalid) != 0)
        {
            FhirJson.Raw(writer, DataAbsentReason, DeviceError);
            return true;
        }

        var kilopascal = quantity.Unit == Telemetry.Unit.Kilopascal;
        var unit = kilopascal ? Telemetry.Unit.MillimetreOfMercury : quantity.Unit;
        writer.WriteStartObject(ValueQuantity);
        writer.WriteNumber(Value, kilopascal ? MillimetresOfMercury(quantity) : FhirJson.Number(quantity));
        if (quantity.Comparator != Telemetry.Comparator.None)
        {
            writer.WriteString(Comparator, quantity.Comparator == Telemetry.Comparator.Low ? Below : Above);
        }

        if (unit != Telemetry.Unit.None)
        {
            writer.WriteString(Unit, UnitNames[(int)unit]);
            writer.WriteString(System, UcumSystem);
            writer.WriteString(Code, UnitCodes[(int)unit]);
        }

        writer.WriteEndObject();
        return false;
    }

    private void WriteInterpretation(Utf8JsonWriter writer, QualityFlags quality)
    {
        var open = false;
        foreach (var (flag, json) in _qualities)
        {
            if ((quality & flag) == 0)
            {
                continue;
            }

            if (!open)
            {
                writer.WriteStartArray(Interpretation);
                open = true;
            }

            writer.WriteRawValue(json, skipInputValidation: true);
        }

        if (open)
        {
            writer.WriteEndArray();
        }
    }

    private static void WriteNotes(Utf8JsonWriter writer, bool pressure, in Reading reading, in ObservationContext context)
    {
        var converted = pressure && Converted(reading);
        var dropped = (reading.Flags & ReadingFlags.MemberDropped) != 0;
        if (!converted && !dropped && reading.DeviceTime is null && context.Withdrawal is null && context.Subject is not null)
        {
            return;
        }

        writer.WriteStartArray(Note);
        if (converted)
        {
            WriteNote(writer, SentInKilopascal(reading));
        }

        if (dropped)
        {
            WriteNote(writer, "An implausible member of the reading was left out.");
        }

        if (reading.DeviceTime is { } clock)
        {
            var local = FhirJson.TimeText(new Instant(clock))[..23];
            WriteNote(writer, $"The time is the gateway's; the device's own clock, without a zone, said {local}.");
        }

        if (context.Withdrawal is { } withdrawal)
        {
            writer.WriteStartObject();
            writer.WriteString("authorString", withdrawal.By);
            FhirJson.Time(writer, FhirJson.Text("time"), withdrawal.At);
            writer.WriteString(Text, $"Withdrawn: {withdrawal.Reason}");
            writer.WriteEndObject();
        }

        if (context.Subject is null)
        {
            WriteNote(writer, "No enrolment covers this time: the reading belongs to nobody.");
        }

        writer.WriteEndArray();
    }

    private static void WriteNote(Utf8JsonWriter writer, string text)
    {
        writer.WriteStartObject();
        writer.WriteString(Text, text);
        writer.WriteEndObject();
    }

    private static bool Converted(in Reading reading) =>
        reading.Values.TryGet(Measure.Systolic, out var systolic) && systolic.Unit == Telemetry.Unit.Kilopascal;

    private static string SentInKilopascal(in Reading reading)
    {
        var parts = new List<string>();
        for (var i = 0; i < reading.Values.Count; i++)
        {
            var (measure, quantity) = reading.Values[i];
            if (quantity.Unit == Telemetry.Unit.Kilopascal)
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{Measures.Name(measure)} {FhirJson.Number(quantity)}"));
            }
        }

        return $"Sent in kPa: {string.Join(", ", parts)}. Converted to mm[Hg], which the R4 profile fixes.";
    }

    /// <summary>One decimal: a tenth of a kPa is 0.75 mmHg, so the number sent can be told from the result.</summary>
    private static decimal MillimetresOfMercury(in Quantity quantity) =>
        decimal.Round(FhirJson.Number(quantity) * (decimal)Units.MillimetresOfMercuryPerKilopascal, 1, MidpointRounding.ToEven);

    private byte[] CodeJson(MeasureCoding coding) => _codes.TryGetValue(coding, out var json) ? json : AddCode(coding);

    // Apart, because its closure would otherwise be made at every call.
    private byte[] AddCode(MeasureCoding coding) => _codes.GetOrAdd(coding, FhirJson.Render(w => FhirJson.WriteConcept(w, coding)));

    private static byte[] CategoryJson(string code) => FhirJson.Render(w =>
    {
        w.WriteStartArray();
        FhirJson.WriteConcept(w, FhirSystems.ObservationCategory, code);
        w.WriteEndArray();
    });

    private static byte[] AbsentJson(string code, string display) =>
        FhirJson.Render(w => FhirJson.WriteConcept(w, FhirSystems.DataAbsentReason, code, display));

    // ISO/IEEE 11073-10417 in partition 128 (128 × 65536 + term).
    private static byte[] MealJson(MealContext meal) => FhirJson.Render(w =>
    {
        var (code, name) = meal switch
        {
            MealContext.Preprandial => ("8417868", "MDC_CTXT_GLU_MEAL_PREPRANDIAL"),
            MealContext.Postprandial => ("8417872", "MDC_CTXT_GLU_MEAL_POSTPRANDIAL"),
            MealContext.Fasting => ("8417876", "MDC_CTXT_GLU_MEAL_FASTING"),
            MealContext.Casual => ("8417880", "MDC_CTXT_GLU_MEAL_CASUAL"),
            MealContext.Bedtime => ("8417908", "MDC_CTXT_GLU_MEAL_BEDTIME"),
            _ => ("8417864", "MDC_CTXT_GLU_MEAL"),
        };
        FhirJson.WriteConcept(w, FhirSystems.Mdc, code, name);
    });

    /// <summary>What the device said of the measurement, in its own words, and HL7's measurement status where that has a code.</summary>
    private static (QualityFlags Flag, byte[] Json)[] QualityJson(FhirSystems systems) =>
    [
        .. ReadingQualities.All.Select(q => (q.Flag, FhirJson.Render(w =>
        {
            w.WriteStartObject();
            w.WriteStartArray("coding");
            if (q.MeasurementStatus is { } status)
            {
                FhirJson.WriteCoding(w, FhirSystems.MeasurementStatus, status);
            }

            FhirJson.WriteCoding(w, systems.Quality, q.Code, q.Display);
            w.WriteEndArray();
            w.WriteEndObject();
        }))),
    ];
}
