using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Rpm.Rules.Packs;

/// <summary>Reads a pack from YAML. Bad input is answered with every fault it has, by line and column; nothing is thrown for it.</summary>
public static class PackLoader
{
    private const int MaxLength = 256 * 1024;

    /// <summary>Loads one pack.</summary>
    /// <param name="yaml">The file's text.</param>
    /// <param name="file">Its name, for faults.</param>
    public static PackLoad Load(string yaml, string file)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        if (yaml.Length > MaxLength)
        {
            return new PackLoad(null, [new PackFault(file, 1, 1, $"A pack has at most {MaxLength / 1024} KiB.")]);
        }

        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException fault)
        {
            return new PackLoad(null, [new PackFault(file, (int)fault.Start.Line, (int)fault.Start.Column, fault.Message)]);
        }

        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or FormatException or IndexOutOfRangeException)
        {
            // The scanner gives up on some malformed texts without saying where.
            return new PackLoad(null, [new PackFault(file, 1, 1, $"This is not YAML: {fault.Message}")]);
        }

        if (stream.Documents.Count != 1 || stream.Documents[0].RootNode is not YamlMappingNode root)
        {
            return new PackLoad(null, [new PackFault(file, 1, 1, "A pack is one YAML mapping.")]);
        }

        var faults = new FaultList(file);
        var section = new YamlSection(root, faults);
        var id = section.Name("id");
        var version = section.Text("version");
        var title = section.Text("title");
        var source = section.Text("source");
        var cohorts = section.Names("cohorts");
        var parameters = section.Entries("parameters").Select(e => ParameterReader.Read(e.Name, e.Section)).OfType<RuleParameter>().ToList();
        var rules = new List<RuleDefinition>();
        foreach (var entry in section.Items("rules"))
        {
            if (RuleReader.Read(entry, parameters) is { } rule)
            {
                if (rules.Any(r => r.Id == rule.Id))
                {
                    faults.Add(entry.Node, $"The rule '{rule.Id}' is there twice.");
                }

                rules.Add(rule);
            }
        }

        section.Close();
        return faults.Any
            ? new PackLoad(null, faults.Ordered())
            : new PackLoad(
                new RulePack
                {
                    Id = id,
                    Version = version,
                    Title = title,
                    Source = source,
                    Cohorts = cohorts,
                    Parameters = parameters,
                    Rules = rules,
                    Hash = Hash(id, version, title, source, cohorts, parameters, rules),
                },
                [])
            {
                Warnings = faults.Warnings(),
            };
    }

    private static string Hash(
        string id, string version, string title, string source, IReadOnlyList<string> cohorts, List<RuleParameter> parameters, List<RuleDefinition> rules)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{id}\n{version}\n{title}\n{source}\n{string.Join(',', cohorts.Order(StringComparer.Ordinal))}\n");
        foreach (var parameter in parameters.OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{parameter.Canonical()};{parameter.Title};{parameter.Source}\n");
        }

        foreach (var rule in rules.OrderBy(r => r.Id, StringComparer.Ordinal))
        {
            text.Append(rule.Canonical()).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
