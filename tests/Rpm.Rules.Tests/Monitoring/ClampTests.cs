using Rpm.Rules.Packs;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Monitoring;

public class ClampTests
{
    [Theory]
    [InlineData("<", "low", true)]
    [InlineData("<=", "low", true)]
    [InlineData(">", "low", false)]
    [InlineData(">=", "low", false)]
    [InlineData("<", "high", false)]
    [InlineData("<=", "high", false)]
    [InlineData(">", "high", true)]
    [InlineData(">=", "high", true)]
    [Trait("Control", "C-43")]
    public void Observe_BeyondTheSensor_SatisfiesEveryLimitOnThatSideAlsoOneBeyondTheClamp(string comparison, string reading, bool raises)
    {
        // 39 lies below the lower clamp of 40, 401 above the upper one of 400; 100 lies between.
        foreach (var limit in new[] { "39 mg/dL | 2.1 mmol/L", "100 mg/dL | 5.6 mmol/L", "401 mg/dL | 22.3 mmol/L" })
        {
            foreach (var unit in new[] { Unit.MilligramPerDecilitre, Unit.MillimolePerLitre })
            {
                var yaml = $$"""
                    id: test
                    version: 1.0.0
                    title: Test
                    source: none
                    cohorts: [everyone]
                    rules:
                      - { id: rule, title: Rule, source: none, when: 'cgm.glucose {{comparison}} {{limit}}', class: physiological, priority: low }
                    """;
                var scenario = new Scenario(packs: [PackLoader.Load(yaml, "t").Pack!]) { GlucoseUnit = unit };
                scenario.Cgm(reading).Expect("rule", raises ? "active low" : "none");
            }
        }
    }
}
