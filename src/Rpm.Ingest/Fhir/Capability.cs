namespace Rpm.Ingest.Fhir;

/// <summary>The CapabilityStatement: made of the resources that are really there.</summary>
internal static class Capability
{
    // Of the software's first release with this interface: the statement changes with the code, not with the clock.
    private const string Date = "2026-11-23";

    public static byte[] Render(string root, string version, IEnumerable<FhirResource> resources) => FhirJson.Render(w =>
    {
        w.WriteStartObject();
        w.WriteString("resourceType", "CapabilityStatement");
        w.WriteString("status", "active");
        w.WriteString("date", Date);
        w.WriteString("kind", "instance");
        w.WriteStartObject("software");
        w.WriteString("name", "Rpm");
        w.WriteString("version", version);
        w.WriteEndObject();
        w.WriteStartObject("implementation");
        w.WriteString("description", "Readings, alerts, patients and devices of this installation, read only");
        w.WriteString("url", root);
        w.WriteEndObject();
        w.WriteString("fhirVersion", "4.0.1");
        w.WriteStartArray("format");
        w.WriteStringValue("application/fhir+json");
        w.WriteStringValue("json");
        w.WriteEndArray();
        w.WriteStartArray("rest");
        w.WriteStartObject();
        w.WriteString("mode", "server");
        w.WriteStartArray("resource");
        foreach (var resource in resources)
        {
            w.WriteStartObject();
            w.WriteString("type", resource.Type);
            w.WriteStartArray("interaction");
            foreach (var interaction in (string[])["read", "search-type"])
            {
                w.WriteStartObject();
                w.WriteString("code", interaction);
                w.WriteEndObject();
            }

            w.WriteEndArray();
            w.WriteString("versioning", "versioned");
            w.WriteBoolean("readHistory", false);
            w.WriteStartArray("searchParam");
            foreach (var parameter in resource.Parameters)
            {
                w.WriteStartObject();
                w.WriteString("name", parameter.Name);
                w.WriteString("type", parameter.Type);
                w.WriteString("documentation", parameter.Documentation);
                w.WriteEndObject();
            }

            w.WriteEndArray();
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteEndObject();
        w.WriteEndArray();
        w.WriteEndObject();
    });
}
