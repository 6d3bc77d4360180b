using Rpm.Rules.Alerts;
using Rpm.Rules.Monitoring;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Monitoring;

/// <summary>NEWS2, Royal College of Physicians 2017: the points of each part, and what a partial score may say.</summary>
public class ScoreTests
{
    private static readonly string[] Rule = ["when: news2 >= 5 or news2-single >= 3", "raise:", "  to: high", "  when: news2 >= 7"];

    public static TheoryData<int, double, int> Points()
    {
        var points = new TheoryData<int, double, int>();
        (int Part, (double Value, int Points)[] Table)[] tables =
        [
            (0, [(8, 3), (9, 1), (11, 1), (12, 0), (20, 0), (21, 2), (24, 2), (25, 3)]),
            (1, [(91, 3), (92, 2), (93, 2), (94, 1), (95, 1), (96, 0), (91.4, 3), (91.5, 2)]),
            (2, [(90, 3), (91, 2), (100, 2), (101, 1), (110, 1), (111, 0), (219, 0), (220, 3)]),
            (3, [(40, 3), (41, 1), (50, 1), (51, 0), (90, 0), (91, 1), (110, 1), (111, 2), (130, 2), (131, 3)]),
            (4, [(35.0, 3), (35.1, 1), (36.0, 1), (36.1, 0), (38.0, 0), (38.04, 0), (38.05, 1), (38.1, 1), (39.0, 1), (39.1, 2)]),
        ];
        foreach (var (part, table) in tables)
        {
            foreach (var (value, expected) in table)
            {
                points.Add(part, value, expected);
            }
        }

        return points;
    }

    [Theory]
    [MemberData(nameof(Points))]
    public void Points_OfAPart_AreThoseOfTheChart(int part, double value, int points) =>
        Assert.Equal(points, NewsTable.Points(part, value, PatientTraits.None));

    [Theory]
    [InlineData(83, false, 3)]
    [InlineData(84, false, 2)]
    [InlineData(86, false, 1)]
    [InlineData(88, false, 0)]
    [InlineData(92, true, 0)]
    [InlineData(93, false, 0)]
    [InlineData(93, true, 1)]
    [InlineData(95, true, 2)]
    [InlineData(97, true, 3)]
    [InlineData(97, false, 0)]
    public void Points_OnScale2_AreThoseOfTheChart(double saturation, bool oxygen, int points) =>
        Assert.Equal(points, NewsTable.Points(1, saturation, PatientTraits.None with { HypercapnicTarget = true, Oxygen = oxygen }));

    [Fact]
    public void Score_OfCuffAndOximeter_IsFiveFromThreeOfSeven()
    {
        // Systolic 95 = 2, SpO2 93 = 2, pulse 105 = 1.
        var scenario = Own.Scenario(Rule).Pressure("95/60").Expect("r", "none").SpO2("93/105").Expect("r", "active medium");
        var alert = scenario.Alert("r");
        Assert.Equal(new Quantity(5, 0, Unit.Score), alert.Value);
        Assert.Equal("news2", alert.Computed);
        Assert.Equal([Measure.Spo2, Measure.Systolic, Measure.Pulse], alert.Evidence.Select(e => e.Measure!.Value));
        Assert.Null(alert.Measure);
    }

    [Fact]
    public void Score_PartOlderThanHalfAnHour_IsNotInIt()
    {
        var scenario = Own.Scenario(Rule).Pressure("95/60", "31m").SpO2("93/105").Expect("r", "none");
        scenario.Respiration("21").Expect("r", "active medium");
    }

    [Fact]
    public void Score_SevenOrMore_IsHigh() => Own.Scenario(Rule).Pressure("95/60").SpO2("93/105").Respiration("21").Expect("r", "active high");

    [Fact]
    [Trait("Control", "C-150")]
    public void Score_LowerLater_ClearsNothing() =>
        Own.Scenario(Rule).SpO2("90/80").Expect("r", "active medium").SpO2("98/70x20").Expect("r", "active medium");

    [Fact]
    public void Score_PersonResolvesOnceItIsLow_IsTaken()
    {
        var scenario = Own.Scenario(Rule).SpO2("90/80");
        Assert.Equal(AlertActionResult.ConditionHolds, scenario.Act(AlertActionKind.Resolve, "r", reason: "seen"));
        scenario.SpO2("98/70");
        Assert.Equal(AlertActionResult.Done, scenario.Act(AlertActionKind.Resolve, "r", reason: "seen"));
        scenario.SpO2("90/80").Expect("r", "active medium");
    }

    [Fact]
    public void Score_OnOxygen_HasTwoPointsMore() =>
        Own.Scenario(new PatientContext { Id = "p1", SupplementaryOxygen = true }, Rule).SpO2("93/105").Expect("r", "active medium");

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "2012-03-02")]
    public void Score_PregnantOrUnderSixteen_IsNotMade(bool pregnant, string? born) =>
        Own.Scenario(
            new PatientContext { Id = "p1", Pregnant = pregnant, BirthDate = born is null ? null : DateOnly.Parse(born, System.Globalization.CultureInfo.InvariantCulture) },
            Rule).SpO2("85/140").Expect("r", "none");

    [Fact]
    public void Score_PartThatArrivesOutOfOrder_IsScoredAtItsTime()
    {
        var scenario = Own.Scenario(Rule).SpO2("93/105", "5m").SpO2("93/105").Expect("r", "none");
        scenario.Observe(scenario.Reading(Kind.BloodPressure, "95/60", Scenario.Start + TimeSpan.FromMinutes(1), scenario.Now)).Expect("r", "active medium");
    }

    [Fact]
    public void Score_RestartAlways_IsTheSame()
    {
        var scenario = Own.Scenario(Rule);
        scenario.RestartAlways = true;
        scenario.Pressure("95/60").SpO2("93/105").Respiration("21").Expect("r", "active high");
    }
}
