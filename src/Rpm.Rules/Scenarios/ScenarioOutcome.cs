namespace Rpm.Rules.Scenarios;

/// <summary>What came of a scenario.</summary>
/// <param name="Timeline">Every change of every alert, one a line, on the patient's clock.</param>
public sealed record ScenarioOutcome(Scenario Scenario, IReadOnlyList<ScenarioFailure> Failures, IReadOnlyList<string> Timeline)
{
    public bool Passed => Failures.Count == 0;
}
