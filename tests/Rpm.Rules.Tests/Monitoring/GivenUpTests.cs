using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Monitoring;

/// <summary>What is given up of a stream leaves behind what a reading put in later needs, and no more.</summary>
public class GivenUpTests
{
    private static readonly string[] TwoInARow = ["kind: pulse-oximetry", "when: spo2 < 88 %", "readings: 2", "gap: 1 h", "clear: { when: spo2 >= 90 %, readings: 2, gap: 1 d }"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Control", "C-151")]
    public void Observe_BreachPutInBeforeTheAnswerOfOneThatIsOld_ClosesTheRun(bool restart)
    {
        // The first breach is older than any reading that may still come, its answer a minute later is not.
        var scenario = Own.Scenario(TwoInARow);
        scenario.RestartAlways = restart;
        scenario.SpO2("85 95x16", "1m").Expect("r", "none");
        scenario.Observe(scenario.Reading(Kind.PulseOximetry, "85", Scenario.Start + TimeSpan.FromSeconds(59), Scenario.Start + TimeSpan.FromSeconds(959)));
        scenario.Expect("r", "resolved medium");
    }

    [Fact]
    public void Observe_BreachPutInAfterTheAnswer_StaysAlone()
    {
        var scenario = Own.Scenario(TwoInARow);
        scenario.SpO2("85 95x16", "1m");
        scenario.Observe(scenario.Reading(Kind.PulseOximetry, "85", Scenario.Start + TimeSpan.FromSeconds(61), Scenario.Start + TimeSpan.FromSeconds(959)));
        scenario.Expect("r", "none");
    }

    [Theory]
    [InlineData("kind: pulse-oximetry", "when: spo2 < 88 %", "readings: 2 of 3", "gap: 1 h", "clear: { when: spo2 >= 90 %, readings: 2, gap: 1 d }")]
    [InlineData("kind: pulse-oximetry", "when: spo2 < 88 % or pulse > 150 /min", "readings: 2", "gap: 1 h", "clear: { when: spo2 >= 90 %, readings: 2, gap: 1 d }")]
    public void Observe_BreachPutInNextToOldOnes_IsJudgedAsInOrder(params string[] rule)
    {
        // A breach comes behind all others; the result is that of the same readings in order.
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var tokens = Enumerable.Range(0, 70).Select(_ => random.Next(5) switch { 0 => "85/70", 1 => "89/70", _ => "95/70" }).ToArray();
            var every = TimeSpan.FromSeconds(random.Next(2) == 0 ? 10 : 61);
            var moved = every == TimeSpan.FromSeconds(10) ? random.Next(8, 68) : random.Next(56, 68);
            tokens[moved] = "85/70";
            Assert.Equal((seed, Stands(rule, tokens, -1, every)), (seed, Stands(rule, tokens, moved, every)));
        }
    }

    // Whether the rule's condition stands after all readings, with one of them handed in behind all others.
    private static (bool Active, int Run) Stands(string[] rule, string[] tokens, int last, TimeSpan every)
    {
        var scenario = Own.Scenario(rule);
        var end = Scenario.Start + (every * tokens.Length);
        foreach (var place in Enumerable.Range(0, tokens.Length).Where(i => i != last).Concat(last < 0 ? [] : [last]))
        {
            var time = Scenario.Start + (every * place);
            scenario.Now = place == last ? end : time;
            scenario.Observe(scenario.Reading(Kind.PulseOximetry, tokens[place], time, time));
        }

        var progress = scenario.State.AllSeries.Single().Progress(0);
        return (progress.Active, progress.RunCount);
    }
}
