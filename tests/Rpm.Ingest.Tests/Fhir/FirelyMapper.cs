using System.Globalization;
using Hl7.Fhir.Model;
using Rpm.Ingest.Fhir;
using Rpm.Telemetry;
using Measure = Rpm.Telemetry.Measure;
using Observation = Hl7.Fhir.Model.Observation;
using Quantity = Hl7.Fhir.Model.Quantity;

namespace Rpm.Ingest.Tests.Fhir;

/// <summary>The same mapping written plainly with the Firely model: what the fast writer must equal.</summary>
internal static class FirelyMapper
{
    public static Observation Map(PanelDefinition panel, Reading reading, ObservationContext context, FhirSystems systems, ObservationIds ids)
    {
        var id = ids.Of(panel, reading.Device, reading.Time, context.Ordinal).ToString();
        Span<byte> version = stackalloc byte[16];
        var observation = new Observation
        {
            Id = id,
            Meta = new Meta
            {
                VersionId = System.Text.Encoding.ASCII.GetString(version[..ObservationWriter.FormatVersion(context, version)]),
                LastUpdated = context.Updated.ToDateTimeOffset(),
            },
            Status = context.InError ? ObservationStatus.EnteredInError : ObservationStatus.Final,
            Code = Concept(Panels.Coding(panel, reading)),
            Subject = new ResourceReference(context.Subject),
            Device = new ResourceReference(context.Device),
            Effective = new FhirDateTime(TimeText(reading.Time, reading.OffsetMinutes)),
            IssuedElement = new Hl7.Fhir.Model.Instant(context.Received.ToDateTimeOffset()),
        };
        observation.Identifier.Add(new Identifier(systems.Measurement, id));
        observation.Category.Add(new CodeableConcept(FhirSystems.ObservationCategory, panel.Kind is Kind.Cgm or Kind.Glucose ? "laboratory" : "vital-signs"));
        if (panel.Profile is not null)
        {
            observation.Meta.Profile = [panel.Profile];
        }

        if (reading.IsTest || reading.Quality.HasFlag(QualityFlags.Demonstration))
        {
            observation.Meta.Security.Add(new Coding(FhirSystems.ActReason, "HTEST", "test health data"));
        }

        if (reading.Flags.HasFlag(ReadingFlags.Manual))
        {
            observation.Method = new CodeableConcept(systems.Method, "manual", "Typed in by a person", null);
        }

        if (panel.Panel != ObservationPanel.BloodPressure)
        {
            reading.Values.TryGet(panel.Measure, out var main);
            (observation.Value, observation.DataAbsentReason) = ValueOf(panel.Measure, main, reading.Quality);
        }

        if (observation.DataAbsentReason is null)
        {
            foreach (var q in ReadingQualities.All.Where(q => reading.Quality.HasFlag(q.Flag)))
            {
                var concept = new CodeableConcept();
                if (q.MeasurementStatus is not null)
                {
                    concept.Coding.Add(new Coding(FhirSystems.MeasurementStatus, q.MeasurementStatus));
                }

                concept.Coding.Add(new Coding(systems.Quality, q.Code, q.Display));
                observation.Interpretation.Add(concept);
            }
        }

        AddComponents(observation, panel, reading, systems);
        AddNotes(observation, panel, reading);
        return observation;
    }

    private static void AddComponents(Observation observation, PanelDefinition panel, Reading reading, FhirSystems systems)
    {
        for (var i = 0; i < reading.Values.Count; i++)
        {
            var (measure, quantity) = reading.Values[i];
            var component = new Observation.ComponentComponent();
            if (panel.Panel == ObservationPanel.BloodPressure && measure != Measure.Pulse)
            {
                component.Code = Concept(Measures.Coding(panel.Kind, measure, quantity.Unit));
                (component.Value, component.DataAbsentReason) = ValueOf(measure, quantity, reading.Quality);
            }
            else if (measure == Measure.GlucoseRate)
            {
                component.Code = new CodeableConcept(systems.MeasureCodes, "glucose-rate", "Glucose rate of change", null);
                (component.Value, component.DataAbsentReason) = ValueOf(measure, quantity, reading.Quality);
            }
            else if (measure == Measure.Meal)
            {
                component.Code = new CodeableConcept(FhirSystems.Mdc, "8417864", "MDC_CTXT_GLU_MEAL", null);
                component.Value = new CodeableConcept(FhirSystems.Mdc, "8417876", "MDC_CTXT_GLU_MEAL_FASTING", null);
            }
            else
            {
                continue;
            }

            observation.Component.Add(component);
        }
    }

    private static void AddNotes(Observation observation, PanelDefinition panel, Reading reading)
    {
        if (panel.Panel == ObservationPanel.BloodPressure && reading.Values[0].Quantity.Unit == Unit.Kilopascal)
        {
            var sent = Enumerable.Range(0, reading.Values.Count).Select(i => reading.Values[i]).Where(v => v.Quantity.Unit == Unit.Kilopascal)
                .Select(v => string.Create(CultureInfo.InvariantCulture, $"{Measures.Name(v.Measure)} {v.Quantity.ToDecimal()}"));
            observation.Note.Add(new Annotation { Text = $"Sent in kPa: {string.Join(", ", sent)}. Converted to mm[Hg], which the R4 profile fixes." });
        }

        if (reading.Flags.HasFlag(ReadingFlags.MemberDropped))
        {
            observation.Note.Add(new Annotation { Text = "An implausible member of the reading was left out." });
        }

        if (reading.DeviceTime is { } clock)
        {
            var local = DateTimeOffset.FromUnixTimeMilliseconds(clock).ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture);
            observation.Note.Add(new Annotation { Text = $"The time is the gateway's; the device's own clock, without a zone, said {local}." });
        }
    }

    private static (Quantity? Value, CodeableConcept? Absent) ValueOf(Measure measure, Rpm.Telemetry.Quantity quantity, QualityFlags quality)
    {
        if (quality.HasFlag(QualityFlags.SensorOff) || (measure is Measure.Spo2 or Measure.Pulse && quantity.Mantissa == 0))
        {
            return (null, new CodeableConcept(FhirSystems.DataAbsentReason, "not-performed", "Not Performed", null));
        }

        if (quality.HasFlag(QualityFlags.Invalid))
        {
            return (null, new CodeableConcept(FhirSystems.DataAbsentReason, "error", "Error", null));
        }

        var kilopascal = quantity.Unit == Unit.Kilopascal;
        var unit = kilopascal ? Unit.MillimetreOfMercury : quantity.Unit;
        return (new Quantity
        {
            Value = kilopascal ? Math.Round(quantity.ToDecimal() * 7.500617m, 1, MidpointRounding.ToEven) : quantity.ToDecimal(),
            Comparator = quantity.Comparator switch
            {
                Comparator.Low => Quantity.QuantityComparator.LessThan,
                Comparator.High => Quantity.QuantityComparator.GreaterThan,
                _ => null,
            },
            Unit = Units.Display(unit),
            System = FhirSystems.Ucum,
            Code = Units.Ucum(unit),
        }, null);
    }

    private static CodeableConcept Concept(MeasureCoding coding)
    {
        var concept = new CodeableConcept();
        concept.Coding.AddRange(coding.Loinc.Select(l => new Coding(FhirSystems.Loinc, l.Code, l.Display)));
        if (coding.Mdc is { } mdc)
        {
            concept.Coding.Add(new Coding(FhirSystems.Mdc, mdc.Code.ToString(CultureInfo.InvariantCulture), mdc.ReferenceId));
        }

        return concept;
    }

    private static string TimeText(Rpm.Telemetry.Instant time, int offset) =>
        time.ToDateTimeOffset().ToOffset(TimeSpan.FromMinutes(offset)).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
}
