using Rpm.Rules.Packs;
using Rpm.Rules.Scenarios;

namespace Rpm.Rules.Tests.Scenarios;

/// <summary>Every shipped rule is shown both ways by a scenario that a nurse can read.</summary>
public class ShippedScenariosTests
{
    private static readonly IReadOnlyList<RulePack> Packs = ShippedPacks.Load();

    public static TheoryData<string> Files => [.. ShippedScenarios.Sources().Select(s => s.File)];

    public static TheoryData<string> Rules => [.. Packs.SelectMany(p => p.Rules.Select(r => $"{p.Id}/{r.Id}"))];

    [Theory]
    [MemberData(nameof(Files))]
    [Trait("Control", "C-160")]
    public void Run_ShippedScenarios_AllPass(string file)
    {
        var load = ScenarioLoader.Load(ShippedScenarios.Sources().Single(s => s.File == file).Yaml, file, Packs);

        Assert.Empty(load.Faults);
        Assert.NotEmpty(load.Scenarios);
        Assert.All(load.Scenarios.Select(ScenarioRunner.Run), o => Assert.True(o.Passed, $"{o.Scenario.Title}\n{string.Join('\n', o.Failures)}\n{string.Join('\n', o.Timeline)}"));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    [Trait("Control", "C-160")]
    public void Coverage_ShippedRule_IsShownRaisedAndClear(string rule)
    {
        var outcomes = ShippedScenarios.Sources().SelectMany(s => ScenarioLoader.Load(s.Yaml, s.File, Packs).Scenarios).Select(ScenarioRunner.Run).ToList();

        var coverage = RuleCoverage.Of(Packs, outcomes).Single(c => $"{c.Pack}/{c.Rule}" == rule);

        Assert.True(coverage.Raises, $"No scenario shows that {rule} raises.");
        Assert.True(coverage.Clears, $"No scenario shows that {rule} clears or stays silent.");
    }
}
