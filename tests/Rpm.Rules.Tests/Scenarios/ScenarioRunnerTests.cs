using Rpm.Rules.Packs;
using Rpm.Rules.Scenarios;

namespace Rpm.Rules.Tests.Scenarios;

public class ScenarioRunnerTests
{
    private static readonly IReadOnlyList<RulePack> Packs = ShippedPacks.Load();

    [Theory]
    [Trait("Control", "C-161")]
    [InlineData("at 08:02: spo2-low resolved", "12:15: expected at 08:02: spo2-low resolved, was active high unacknowledged value 86 % limit 88 %")]
    [InlineData("at 08:01: spo2-low active", "12:15: expected at 08:01: spo2-low active, was none")]
    [InlineData("at 08:02: spo2-low active medium", "12:15: expected at 08:02: spo2-low active medium, was active high")]
    [InlineData("at 08:02: spo2-low active limit 85 %", "12:15: expected at 08:02: spo2-low active limit 85 %, was active")]
    [InlineData("at 08:05: spo2-low active unacknowledged", "was resolved high acknowledged")]
    [InlineData("never: spo2-low", "12:12: expected never spo2-low, was raised at 08:02:00: active high")]
    [InlineData("only: pulse-low", "12:5: expected only pulse-low, was also oximetry/spo2-low")]
    [InlineData("count spo2-low: 2", "12:5: expected count spo2-low: 2, was 1")]
    [InlineData("at 08:02: spo2-low test active", "was none")]
    public void Run_ExpectationThatDoesNotHold_FailsWithWhatWas(string expectation, string expected)
    {
        var outcome = Run(expectation);

        Assert.StartsWith("f:", Assert.Single(outcome.Failures).ToString(), StringComparison.Ordinal);
        Assert.Contains(expected, outcome.Failures[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(
            [
                "08:02:00 spo2-low raised: active high unacknowledged value 86 % limit 88 %",
                "08:02:30 spo2-low acknowledged: active high acknowledged value 86 % limit 88 %",
                "08:03:00 spo2-low resolved-by-condition: resolved high acknowledged value 86 % limit 88 %",
            ],
            outcome.Timeline);
    }

    [Theory]
    [InlineData("at 08:02: spo2-low active high unacknowledged value 86 % limit 88 %, pulse-low none")]
    [InlineData("at 08:02:30: spo2-low active acknowledged by ann physiological on-time tier 1")]
    [InlineData("at 08:05: spo2-low resolved acknowledged")]
    [InlineData("never: [pulse-low, pulse-high]")]
    [InlineData("only: spo2-low")]
    [InlineData("count spo2-low resolved: 1")]
    public void Run_ExpectationThatHolds_Passes(string expectation) => Assert.Empty(Run(expectation).Failures);

    [Theory]
    [InlineData("at 08:01 acknowledge spo2-low", "expected at 08:01 acknowledge spo2-low: done, was no open alert of the rule")]
    [InlineData("at 08:02 snooze spo2-low for 10 min by ann", "done, was critical")]
    [InlineData("{ at 08:02 comment spo2-low with seen it: refused }", "refused, was done")]
    public void Run_ActionWithAnotherResult_Fails(string action, string expected) =>
        Assert.Contains(expected, Assert.Single(Run("only: spo2-low", action).Failures).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Run_PauseLimitAndAssignment_HappenAtTheirTimes()
    {
        const string Yaml = """
            scenario: s
            pack: oximetry
            start: 2026-03-01 08:00
            readings:
              - SpO2 every 30s: 86/35x40
            actions:
              - at 08:00 pause for 5m
              - at 08:06 assign pulse-low to ben by ann
              - at 08:07 set oximetry/low to 80 %
            expect:
              - at 08:00:30: spo2-low active critical
            """;
        var faulty = ScenarioLoader.Load(Yaml, "f", Packs);
        Assert.Contains("'critical' does not say", Assert.Single(faulty.Faults).Message, StringComparison.Ordinal);

        var outcome = ScenarioRunner.Run(Assert.Single(ScenarioLoader.Load(Yaml.Replace(" critical", "", StringComparison.Ordinal), "f", Packs).Scenarios));

        Assert.True(outcome.Passed, string.Join('\n', outcome.Failures));
        Assert.Contains(outcome.Timeline, l => l.StartsWith("08:05:00 pulse-low raised", StringComparison.Ordinal));
        Assert.Contains(outcome.Timeline, l => l.StartsWith("08:06:00 pulse-low assigned", StringComparison.Ordinal));
        // The alert of the rule as it was stays a person's.
        Assert.DoesNotContain(outcome.Timeline, l => l.Contains("spo2-low resolved", StringComparison.Ordinal));
    }

    private static ScenarioOutcome Run(string expectation, string action = "at 08:02:30 acknowledge spo2-low by ann")
    {
        var yaml = $"""
            scenario: s
            pack: oximetry
            start: 2026-03-01 08:00
            readings:
              - SpO2 every 30s: 95x3 86x2 93x4
              - SpO2 every 30s:
                  _
            # what people do
            actions:
              - {action}
            expect:
              - {expectation}
            """;
        var load = ScenarioLoader.Load(yaml, "f", Packs);
        Assert.Empty(load.Faults);
        return ScenarioRunner.Run(Assert.Single(load.Scenarios));
    }
}
