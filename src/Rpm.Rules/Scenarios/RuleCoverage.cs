using Rpm.Rules.Packs;

namespace Rpm.Rules.Scenarios;

/// <summary>Whether scenarios that pass show a rule both ways.</summary>
/// <param name="Raises">A scenario expects it active at some time.</param>
/// <param name="Clears">A scenario expects it resolved, not there, or never raised.</param>
public sealed record RuleCoverage(string Pack, string Rule, bool Raises, bool Clears)
{
    public bool Complete => Raises && Clears;

    /// <summary>For each rule of the packs what the scenarios show of it.</summary>
    public static IReadOnlyList<RuleCoverage> Of(IReadOnlyList<RulePack> packs, IReadOnlyList<ScenarioOutcome> outcomes)
    {
        var shown = outcomes.Where(o => o.Passed).SelectMany(o => o.Scenario.Expectations).ToList();
        return
        [
            .. from pack in packs
               from rule in pack.Rules
               let name = new RuleName(pack.Id, rule.Id)
               let stands = shown.OfType<AlertStands>().Where(e => e.Rule == name).ToList()
               select new RuleCoverage(
                   pack.Id, rule.Id, stands.Exists(e => e.Alert.Active == true),
                   stands.Exists(e => e.Alert.None || e.Alert.Active == false) || shown.OfType<NeverRaises>().Any(e => e.Rule == name)),
        ];
    }
}
