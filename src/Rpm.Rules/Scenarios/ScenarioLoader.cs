using Rpm.Rules.Packs;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Rpm.Rules.Scenarios;

/// <summary>
/// Reads scenario files: YAML, one scenario a document (parted by <c>---</c>). The notation is in docs/rules.md. Bad input is answered with every fault it
/// has, by line and column; nothing is thrown for it.
/// </summary>
public static class ScenarioLoader
{
    /// <summary>The ending of a scenario file's name.</summary>
    public const string Extension = ".scenario.yaml";

    private const int MaxLength = 256 * 1024;

    /// <summary>Loads a file.</summary>
    /// <param name="yaml">Its text.</param>
    /// <param name="file">Its name, for faults.</param>
    /// <param name="packs">Those that a scenario may name.</param>
    public static ScenarioLoad Load(string yaml, string file, IReadOnlyList<RulePack> packs)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        if (yaml.Length > MaxLength)
        {
            return new ScenarioLoad([], [new PackFault(file, 1, 1, $"A scenario file has at most {MaxLength / 1024} KiB.")]);
        }

        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException fault)
        {
            return new ScenarioLoad([], [new PackFault(file, (int)fault.Start.Line, (int)fault.Start.Column, fault.Message)]);
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or FormatException or IndexOutOfRangeException)
        {
            // The scanner gives up on some malformed texts without saying where.
            return new ScenarioLoad([], [new PackFault(file, 1, 1, $"This is not YAML: {fault.Message}")]);
        }

        var faults = new FaultList(file);
        var scenarios = new List<Scenario>();
        foreach (var document in stream.Documents)
        {
            if (document.RootNode is YamlMappingNode root)
            {
                if (new ScenarioReader(root, file, packs, faults).Read() is { } scenario)
                {
                    scenarios.Add(scenario);
                }
            }
            else
            {
                faults.Add(document.RootNode, "A scenario is a YAML mapping.");
            }
        }

        if (stream.Documents.Count == 0)
        {
            return new ScenarioLoad([], [new PackFault(file, 1, 1, "There is no scenario in this file.")]);
        }

        return faults.Any ? new ScenarioLoad([], faults.Ordered()) : new ScenarioLoad(scenarios, []);
    }
}
