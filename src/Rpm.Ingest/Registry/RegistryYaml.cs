using System.Globalization;
using Rpm.Ingest.Http;
using Rpm.Telemetry;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Rpm.Ingest.Registry;

/// <summary>Registry records as YAML nodes; members that are empty are left out.</summary>
internal static class RegistryYaml
{
    public static YamlNode Of(Patient patient)
    {
        var node = Node(("id", patient.Id), ("mrn", patient.Mrn), ("name", patient.Name),
            ("birthDate", patient.BirthDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("timeZone", patient.TimeZone), ("careTeam", patient.CareTeam));
        Add(node, "cohorts", patient.Cohorts);
        Add(node, "packs", patient.Packs);
        if (patient.Pregnant)
        {
            node.Add("pregnant", "true");
        }

        if (patient.SupplementaryOxygen)
        {
            node.Add("supplementaryOxygen", "true");
        }

        if (patient.Spo2Target is { } target)
        {
            var range = Node(("prescriber", target.Prescriber));
            range.Add("low", target.Low.ToString(CultureInfo.InvariantCulture));
            range.Add("high", target.High.ToString(CultureInfo.InvariantCulture));
            node.Add("spo2Target", range);
        }

        return node;
    }

    public static YamlNode Of(Device device) => Node(
        ("id", device.Id), ("kind", device.Kind is { } kind ? Words.Of(kind) : null), ("manufacturer", device.Manufacturer), ("model", device.Model),
        ("serial", device.Serial), ("zone", device.Zone), ("clampLow", device.ClampLow), ("clampHigh", device.ClampHigh), ("gateway", device.Gateway));

    public static YamlNode Of(Enrolment enrolment) => Node(
        ("id", enrolment.Id), ("patient", enrolment.Patient), ("device", enrolment.Device), ("user", enrolment.User?.ToString(CultureInfo.InvariantCulture)),
        ("from", enrolment.From == Instant.Min ? null : enrolment.From.ToString()), ("to", enrolment.To == Instant.Max ? null : enrolment.To.ToString()));

    private static YamlMappingNode Node(params ReadOnlySpan<(string Name, string? Value)> members)
    {
        var node = new YamlMappingNode();
        foreach (var (name, value) in members)
        {
            if (!string.IsNullOrEmpty(value))
            {
                // Quoted, so that a serial number like 0012 or a name like "null" comes back as it was.
                node.Add(name, new YamlScalarNode(value) { Style = ScalarStyle.DoubleQuoted });
            }
        }

        return node;
    }

    private static void Add(YamlMappingNode node, string member, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            node.Add(member, new YamlSequenceNode(names.Select(n => (YamlNode)new YamlScalarNode(n))));
        }
    }
}
