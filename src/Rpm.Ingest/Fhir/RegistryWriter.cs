using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using System.Text.Json;
using Rpm.Ingest.Registry;
using Rpm.Telemetry;

namespace Rpm.Ingest.Fhir;

/// <summary>Writes patients, devices and Rpm itself as R4 Patient and Device. The version is a hash of the content.</summary>
internal sealed class RegistryWriter(FhirSystems systems)
{
    // MDC_MOC_VMS_MDS_SIMP: a personal health device.
    private const string PersonalHealthDevice = "65573";

    /// <summary>A Patient; with its medical record number only where there is one.</summary>
    public void WritePatient(Utf8JsonWriter writer, Patient patient, bool own) =>
        Versioned(writer, own ? FhirIds.Of(patient.Id) : null, "Patient", w =>
        {
            w.WriteStartArray("identifier");
            FhirJson.WriteIdentifier(w, systems.Patient, patient.Id);
            if (!string.IsNullOrWhiteSpace(patient.Mrn))
            {
                w.WriteStartObject();
                w.WritePropertyName("type");
                FhirJson.WriteConcept(w, "http://terminology.hl7.org/CodeSystem/v2-0203", "MR", "Medical record number");
                w.WriteString("system", systems.Mrn);
                w.WriteString("value", patient.Mrn);
                w.WriteEndObject();
            }

            w.WriteEndArray();
            w.WriteBoolean("active", true);
            if (!string.IsNullOrWhiteSpace(patient.Name))
            {
                w.WriteStartArray("name");
                w.WriteStartObject();
                w.WriteString("text", patient.Name);
                w.WriteEndObject();
                w.WriteEndArray();
            }

            if (patient.BirthDate is { } birth)
            {
                w.WriteString("birthDate", birth.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            }
        });

    /// <summary>A Device.</summary>
    /// <param name="wearer">Literal reference of the patient who wears it now; null = nobody.</param>
    public void WriteDevice(Utf8JsonWriter writer, Device device, string? wearer, bool own) =>
        Versioned(writer, own ? FhirIds.Of(device.Id) : null, "Device", w =>
        {
            w.WriteStartArray("identifier");
            FhirJson.WriteIdentifier(w, systems.Device, device.Id);
            w.WriteEndArray();
            w.WriteString("status", "active");
            Optional(w, "manufacturer", device.Manufacturer);
            Optional(w, "serialNumber", device.Serial);
            if (!string.IsNullOrWhiteSpace(device.Model))
            {
                w.WriteStartArray("deviceName");
                w.WriteStartObject();
                w.WriteString("name", device.Model);
                w.WriteString("type", "model-name");
                w.WriteEndObject();
                w.WriteEndArray();
                w.WriteString("modelNumber", device.Model);
            }

            w.WritePropertyName("type");
            FhirJson.WriteConcept(w, FhirSystems.Mdc, PersonalHealthDevice, "MDC_MOC_VMS_MDS_SIMP");
            if (device.Kind is { } kind && Kinds.Of(kind).DeviceType is { } type)
            {
                w.WriteStartArray("specialization");
                w.WriteStartObject();
                w.WritePropertyName("systemType");
                FhirJson.WriteConcept(w, FhirSystems.Mdc, type.Code.ToString(CultureInfo.InvariantCulture), type.ReferenceId);
                w.WriteEndObject();
                w.WriteEndArray();
            }

            if (wearer is not null)
            {
                FhirJson.WriteReference(w, FhirJson.Text("patient"), wearer);
            }
        });

    /// <summary>Rpm itself: who asks for a Task.</summary>
    public void WriteEngine(Utf8JsonWriter writer, bool own) =>
        Versioned(writer, own ? OwnReferences.EngineId : null, "Device", w =>
        {
            w.WriteStartArray("identifier");
            FhirJson.WriteIdentifier(w, systems.Engine, "rpm");
            w.WriteEndArray();
            w.WriteString("status", "active");
            w.WriteStartArray("deviceName");
            w.WriteStartObject();
            w.WriteString("name", "Rpm");
            w.WriteString("type", "user-friendly-name");
            w.WriteEndObject();
            w.WriteEndArray();
        });

    private static void Optional(Utf8JsonWriter writer, string name, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            writer.WriteString(name, value);
        }
    }

    private static void Versioned(Utf8JsonWriter writer, string? id, string type, Action<Utf8JsonWriter> content)
    {
        writer.WriteStartObject();
        writer.WriteString("resourceType", type);
        if (id is not null)
        {
            var body = new ArrayBufferWriter<byte>();
            using (var draft = new Utf8JsonWriter(body, FhirJson.WriterOptions))
            {
                draft.WriteStartObject();
                content(draft);
                draft.WriteEndObject();
            }

            writer.WriteString("id", id);
            writer.WriteStartObject("meta");
            writer.WriteString("versionId", XxHash64.HashToUInt64(body.WrittenSpan).ToString("x16", CultureInfo.InvariantCulture));
            writer.WriteEndObject();
        }

        content(writer);
        writer.WriteEndObject();
    }
}
