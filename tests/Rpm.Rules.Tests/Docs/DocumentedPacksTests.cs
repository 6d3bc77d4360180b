using System.Text.RegularExpressions;
using Rpm.Rules.Packs;
using Rpm.Rules.Scenarios;

namespace Rpm.Rules.Tests.Docs;

/// <summary>The packs that README and guide show are packs.</summary>
public partial class DocumentedPacksTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/rules.md")]
    public void DocumentedPack_Loads(string document)
    {
        var packs = Block().Matches(File.ReadAllText(Find(document))).Select(m => m.Groups[1].Value)
            .Where(y => y.StartsWith("id: ", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(packs);
        Assert.All(packs, yaml => Assert.Empty(PackLoader.Load(yaml, document).Faults));
    }

    [Fact]
    public void DocumentedScenario_Passes()
    {
        var scenarios = Block().Matches(File.ReadAllText(Find("docs/rules.md"))).Select(m => m.Groups[1].Value)
            .Where(y => y.StartsWith("scenario: ", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(scenarios);
        foreach (var load in scenarios.Select(y => ScenarioLoader.Load(y, "docs/rules.md", ShippedPacks.Load())))
        {
            Assert.Empty(load.Faults);
            Assert.Empty(load.Scenarios.SelectMany(s => ScenarioRunner.Run(s).Failures));
        }
    }

    [Fact]
    public void Guide_KeysShownForARule_AreKeysThatLoad()
    {
        var fragments = Block().Matches(File.ReadAllText(Find("docs/rules.md"))).Select(m => m.Groups[1].Value)
            .Where(y => y.StartsWith("    ", StringComparison.Ordinal)).ToList();
        Assert.True(fragments.Count >= 4);
        Assert.All(fragments, fragment =>
        {
            var when = fragment.Contains("respiratoryRate", StringComparison.Ordinal) ? "respiratoryRate >= 21 /min" : "spo2 < 88 %";
            var lines = fragment.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l[4..]);
            Assert.Empty(Own.Load([$"when: {when}", .. lines]).Faults);
        });
    }

    [Fact]
    public void Reference_OfFunctions_IsThatOfTheCode()
    {
        var document = File.ReadAllText(Find("docs/rules.md"));
        Assert.All(Rpm.Rules.Language.Functions.Reference, f => Assert.Contains($"| `{f.Form}` | {f.Meaning} |", document, StringComparison.Ordinal));
    }

    [Fact]
    public void Guide_OfShippedPacks_NamesEachOne()
    {
        var document = File.ReadAllText(Find("docs/rules.md"));
        Assert.All(ShippedPacks.Load(), p => Assert.Contains($"| `{p.Id}` |", document, StringComparison.Ordinal));
    }

    private static string Find(string document)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Rpm.sln")))
        {
            folder = folder.Parent ?? throw new FileNotFoundException("Rpm.sln");
        }

        return Path.Combine(folder.FullName, document);
    }

    [GeneratedRegex(@"(?s)```yaml\n(.*?)```")]
    private static partial Regex Block();
}
