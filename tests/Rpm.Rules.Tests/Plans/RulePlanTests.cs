using Rpm.Rules.Packs;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Plans;

public class RulePlanTests
{
    [Theory]
    [InlineData("oximetry/low", "60 %", "is not between")]
    [InlineData("oximetry/low", "85 mmHg", "wrong unit")]
    [InlineData("oximetry/low", "soon", "number")]
    [InlineData("oximetry/lower", "85 %", "no such parameter")]
    [Trait("Control", "C-48")]
    public void Create_LimitThatCannotBeUsed_IsReportedAndTheDefaultHolds(string limit, string value, string message)
    {
        var scenario = new Scenario(With(limit, value));
        var fault = Assert.Single(scenario.Plan.Faults);
        Assert.Equal(limit, fault.Limit);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        scenario.SpO2("87x2").Expect("spo2-low", "active high");
    }

    [Fact]
    public void Create_OwnLimit_IsInForceAndKeptWithTheAlert()
    {
        var alert = new Scenario(With("oximetry/low", "92 %")).SpO2("91x2").Alert("spo2-low");
        Assert.Equal((new Quantity(92, 0, Unit.Percent), true), (alert.Limits[0].Value, alert.Limits[0].PatientSpecific));
    }

    [Fact]
    public void Create_GlucoseLimitInOneUnit_HasTheCustomaryOneInTheOther() =>
        new Scenario(With("cgm/low", "80 mg/dL")) { GlucoseUnit = Unit.MillimolePerLitre }.Cgm("4.4x8").Expect("low", "none")
            .Cgm("4.3x4").Expect("low", "active medium");

    [Fact]
    public void Create_PressureLimitInKilopascal_IsJudgedInBothUnits()
    {
        // 20.0 kPa is 150.01 mm[Hg].
        var scenario = new Scenario(With("blood-pressure/crisisSystolic", "20.0 kPa"));
        Assert.Empty(scenario.Plan.Faults);
        scenario.Pressure("150/80").Expect("crisis", "none").Pressure("151/80").Expect("crisis", "active medium");
    }

    [Fact]
    public void Create_PackOfACohort_AppliesToItsPatientsOnly()
    {
        var yaml = ShippedPacks.Sources().Single(s => s.File == "cgm.yaml").Yaml.Replace("[everyone]", "[diabetes]", StringComparison.Ordinal);
        var pack = PackLoader.Load(yaml, "t").Pack!;
        new Scenario(new PatientContext { Id = "p1" }, [pack]).Cgm("50").Expect("urgent-low", "none");
        new Scenario(new PatientContext { Id = "p1", Cohorts = ["diabetes"] }, [pack]).Cgm("50").Expect("urgent-low", "active high");
        new Scenario(new PatientContext { Id = "p1", Packs = ["cgm"] }, [pack]).Cgm("50").Expect("urgent-low", "active high");
    }

    private static PatientContext With(string limit, string value) => new() { Id = "p1", Limits = new Dictionary<string, string> { [limit] = value } };
}
