using System.Globalization;
using Rpm.Rules.Packs;
using Rpm.Rules.Plans;
using YamlDotNet.RepresentationModel;

namespace Rpm.Rules.Scenarios;

/// <summary>Reads a scenario's patient.</summary>
internal static class PatientReader
{
    private const string Id = "patient";
    private const string Known = "zone, cohorts, limits, birthDate, spo2Target, pregnant, oxygen";

    /// <summary>The patient with every pack assigned.</summary>
    /// <param name="node">Null where the scenario says nothing.</param>
    public static PatientContext Read(YamlNode? node, IReadOnlyList<RulePack> packs, FaultList faults)
    {
        var patient = new PatientContext { Id = Id, Packs = [.. packs.Select(p => p.Id)] };
        if (node is null)
        {
            return patient;
        }

        if (node is not YamlMappingNode mapping)
        {
            faults.Add(node, $"'patient' is a mapping of {Known}.");
            return patient;
        }

        foreach (var (key, value) in mapping.Children)
        {
            var text = (value as YamlScalarNode)?.Value ?? "";
            switch ((key as YamlScalarNode)?.Value)
            {
                case "zone" when TimeZoneInfo.TryFindSystemTimeZoneById(text, out _):
                    patient = patient with { TimeZone = text };
                    break;
                case "zone":
                    faults.Add(value, $"'{text}' is not a time zone, for example Europe/Berlin.");
                    break;
                case "cohorts" when value is YamlSequenceNode list:
                    patient = patient with { Cohorts = [.. list.Children.OfType<YamlScalarNode>().Select(s => s.Value ?? "")] };
                    break;
                case "limits" when value is YamlMappingNode limits:
                    patient = patient with { Limits = Limits(limits, packs, patient, faults) };
                    break;
                case "birthDate" when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date):
                    patient = patient with { BirthDate = date };
                    break;
                case "spo2Target" when TryTarget(value, out var target):
                    patient = patient with { Spo2Target = target };
                    break;
                case "pregnant" when text is "true" or "false":
                    patient = patient with { Pregnant = text == "true" };
                    break;
                case "oxygen" when text is "true" or "false":
                    patient = patient with { SupplementaryOxygen = text == "true" };
                    break;
                case "cohorts":
                    faults.Add(value, "'cohorts' is a list, for example [copd].");
                    break;
                case "limits":
                    faults.Add(value, "'limits' is a mapping, for example { oximetry/low: 85 % }.");
                    break;
                case "birthDate":
                    faults.Add(value, "'birthDate' is a date like 1950-04-23.");
                    break;
                case "spo2Target":
                    faults.Add(value, "'spo2Target' is a mapping, for example { low: 88, high: 92, prescriber: Dr Weber }.");
                    break;
                case "pregnant" or "oxygen":
                    faults.Add(value, $"'{key}' is true or false.");
                    break;
                default:
                    faults.Add(key, $"'{key}' is not known of a patient. Known: {Known}.");
                    break;
            }
        }

        return patient;
    }

    // A limit that the plan would not use is a mistake of the scenario, and is told where it stands.
    private static Dictionary<string, string> Limits(YamlMappingNode node, IReadOnlyList<RulePack> packs, PatientContext patient, FaultList faults)
    {
        var limits = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in node.Children)
        {
            if (key is not YamlScalarNode { Value: { } name } || value is not YamlScalarNode { Value: { } text })
            {
                faults.Add(key, "Expected for example 'oximetry/low: 85 %'.");
                continue;
            }

            var alone = patient with { Limits = new Dictionary<string, string> { [name] = text } };
            foreach (var fault in RulePlan.Create(packs, alone).Faults.Where(f => f.Limit == name))
            {
                faults.Add(value, fault.Message);
            }

            limits[name] = text;
        }

        return limits;
    }

    private static bool TryTarget(YamlNode node, out SaturationTarget target)
    {
        target = null!;
        if (node is not YamlMappingNode mapping)
        {
            return false;
        }

        string? Of(string key) => mapping.Children.TryGetValue(new YamlScalarNode(key), out var value) ? (value as YamlScalarNode)?.Value : null;
        if (!int.TryParse(Of("low"), NumberStyles.None, CultureInfo.InvariantCulture, out var low)
            || !int.TryParse(Of("high"), NumberStyles.None, CultureInfo.InvariantCulture, out var high) || Of("prescriber") is not { Length: > 0 } prescriber)
        {
            return false;
        }

        target = new SaturationTarget(low, high, prescriber);
        return true;
    }
}
