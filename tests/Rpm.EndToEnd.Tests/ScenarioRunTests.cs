namespace Rpm.EndToEnd.Tests;

/// <summary>A simulated patient falls ill, and the engine says so in time. In a class of its own: it takes as long as the rule waits.</summary>
public sealed class ScenarioRunTests
{
    [Fact]
    [Trait("Control", "C-189")]
    public async Task Scenario_SeededWard_RaisesWhatItSaysAndNothingElse()
    {
        await using var engine = await Engine.StartAsync(new() { ["AllowTest"] = "true" });
        Assert.Equal(0, (await LoadTester.RunAsync(engine, "seed", "--devices", "8", "--probes", "1")).Code);

        var (code, report, error) = await LoadTester.RunAsync(engine, "run", "--devices", "8", "--scenario", "copd-exacerbation", "--speed", "30", "--duration", "26");

        var verdict = Assert.Single(report.GetProperty("alerts").GetProperty("verdicts").EnumerateArray());
        Assert.True(code == 0, $"{error} {report.GetProperty("alerts").GetRawText()} {report.GetProperty("publish").GetRawText()}");
        Assert.Equal(("raised", "oximetry/spo2-low", "high"), (verdict.GetProperty("outcome").GetString(), verdict.GetProperty("rule").GetString(), verdict.GetProperty("priority").GetString()));
    }
}
