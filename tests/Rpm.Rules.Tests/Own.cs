using Rpm.Rules.Packs;
using Rpm.Rules.Plans;

namespace Rpm.Rules.Tests;

/// <summary>A pack with one rule of the test's own.</summary>
internal static class Own
{
    /// <summary>The rule <c>r</c>, from the lines of its YAML; class, priority and texts are filled in where the lines lack them.</summary>
    public static RulePack Pack(params string[] lines)
    {
        var load = Load(lines);
        Assert.True(load.Pack is not null, string.Join('\n', load.Faults));
        return load.Pack;
    }

    public static PackLoad Load(params string[] lines)
    {
        var head = new List<string>();
        foreach (var (key, line) in new[] { ("class", "class: physiological"), ("priority", "priority: medium") })
        {
            if (!lines.Any(l => l.StartsWith(key + ":", StringComparison.Ordinal)))
            {
                head.Add(line);
            }
        }

        return PackLoader.Load(
            $"""
            id: own
            version: 1.0.0
            title: Own
            source: none
            cohorts: [everyone]
            rules:
              - id: r
                title: R
                source: none
                {string.Join("\n    ", head.Concat(lines))}
            """,
            "own.yaml");
    }

    public static Scenario Scenario(PatientContext? patient, params string[] lines) => new(patient, [Pack(lines)]);

    public static Scenario Scenario(params string[] lines) => new(null, [Pack(lines)]);
}
