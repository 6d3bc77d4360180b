using CsCheck;
using Rpm.Rules.Packs;
using Rpm.Rules.Scenarios;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Scenarios;

public class ScenarioLoaderTests
{
    private static readonly IReadOnlyList<RulePack> Packs = ShippedPacks.Load();
    private static readonly string[] Noise = ["", ":", "- ", "{", "]", "x", "at ", "@", "\n", "'", "99999999999", "every 0s", "%", "\t", "---\n", ",", "/", "-"];

    [Theory]
    [Trait("Control", "C-161")]
    [InlineData("pack: lungs", "3:7: There is no pack 'lungs'.")]
    [InlineData("colour: red", "3:1: 'colour' is not known here.")]
    [InlineData("patient: { zone: Mars/North }", "3:18: 'Mars/North' is not a time zone")]
    [InlineData("patient: { limits: { oximetry/low: 50 % } }", "3:36: '50 %' is not between")]
    [InlineData("patient: { limits: { oximetry/lo: 85 % } }", "3:35: There is no such parameter.")]
    [InlineData("readings: [ { SpO2 every 30s: 95x3 88q } ]", "3:36: '88q' is not a value of spo2.")]
    [InlineData("readings: [ { SpO2 every 30s: 95x3 880 } ]", "3:36: The engine would not take '880'")]
    [InlineData("readings: [ { SpO2: 95x3 } ]", "3:15: Several readings need 'every'")]
    [InlineData("readings: [ { cgm every 5m: 100 } ]", "3:15: Name the unit of cgm: mg/dL or mmol/L.")]
    [InlineData("readings: [ { cgm kPa: 100 } ]", "3:15: cgm is not measured in kPa.")]
    [InlineData("readings: [ { breath: 100 } ]", "3:15: 'breath' is not a kind.")]
    [InlineData("readings: [ { SpO2: 95 }, { SpO2: 95 } ]", "3:35: '95' is there twice")]
    [InlineData("actions: [ at 08:05 acknowledge spo-low by nurse ]", "3:12: There is no rule 'spo-low'.")]
    [InlineData("actions: [ at 08:05 ignore spo2-low ]", "3:12: 'ignore' is nothing that people do.")]
    [InlineData("actions: [ at 25:05 acknowledge spo2-low ]", "3:12: '25:05' is not a time")]
    [InlineData("actions: [ at 08:05 set oximetry/low to 99 % ]", "3:12: oximetry/low: '99 %' is not between")]
    [InlineData("expect: [ { at 08:01: spo-low active } ]", "3:23: There is no rule 'spo-low'.")]
    [InlineData("expect: [ { at 08:01: spo2-low activ } ]", "3:23: 'activ' does not say how an alert stands")]
    [InlineData("expect: [ { never: spo2-low } , { never: spo2-lo } ]", "3:42: There is no rule 'spo2-lo'.")]
    [InlineData("expect: [ { count spo2-low: many } ]", "3:29: Expected a whole number.")]
    [InlineData("expect: [ { sometimes: spo2-low } ]", "3:13: 'sometimes' is not an expectation")]
    [InlineData("expect: []", "3:9: A scenario that expects nothing tests nothing")]
    public void Load_Fault_IsToldWithLineAndColumn(string line, string expected)
    {
        var rest = new[] { ("pack:", "pack: oximetry"), ("expect:", "expect: [ { never: pulse-low } ]") }.Where(r => !line.StartsWith(r.Item1, StringComparison.Ordinal)).Select(r => r.Item2);
        var load = ScenarioLoader.Load($"scenario: s\nstart: 2026-03-01 08:00\n{line}\n{string.Join('\n', rest)}\n", "f.scenario.yaml", Packs);

        Assert.Empty(load.Scenarios);
        Assert.Contains(load.Faults, f => f.ToString().StartsWith($"f.scenario.yaml:{expected}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("start: 2026-03-29 02:30", "2:8: '2026-03-29 02:30' is not a time")]
    [InlineData("start: soon", "2:8: 'soon' is not a time")]
    [InlineData("starts: 2026-03-01 08:00", "'start' is missing.")]
    public void Load_StartThatIsNoTime_IsAFault(string start, string expected)
    {
        var load = ScenarioLoader.Load($"scenario: s\n{start}\npack: oximetry\npatient: {{ zone: Europe/Berlin }}\nexpect: [ {{ never: pulse-low }} ]\n", "f", Packs);

        Assert.Contains(load.Faults, f => f.ToString().Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Load_RuleThatSeveralPacksHave_AsksForThePack()
    {
        var load = ScenarioLoader.Load("scenario: s\nstart: 2026-03-01 08:00\npacks: [cgm, blood-pressure]\nexpect: [ { never: low } ]\n", "f", Packs);

        Assert.Equal("f:4:20: Several packs have a rule 'low': say cgm/low or blood-pressure/low.", Assert.Single(load.Faults).ToString());
    }

    [Fact]
    public void Load_ReadingsOfSeveralLines_ArriveInOrderOfArrival()
    {
        const string Yaml = """
            scenario: s
            pack: oximetry
            patient: { zone: Europe/Berlin }
            start: 2026-03-01 08:00
            readings:
              - SpO2 every 1m: 95 96@90s 97
              - at 08:01 device oxi-2 heart rate: 70
              - then after 10m device oxi-2 heart rate: 71
              - then test SpO2: 90
            expect:
              - at 08:30: spo2-low none
            """;

        var scenario = Assert.Single(ScenarioLoader.Load(Yaml, "f", Packs).Scenarios);

        var readings = scenario.Inputs.Cast<ReadingArrives>().Select(r => r.Reading).ToList();
        Assert.Equal([1, 2, 3, 4, 5, 6], readings.Select(r => r.Position));
        Assert.Equal(
            ["07:00:00", "07:01:00", "07:02:00", "07:01:00", "07:11:00", "07:11:00"], readings.Select(r => r.Reading.Time.ToString()[11..19]));
        Assert.Equal("07:02:30", readings[3].Received.ToString()[11..19]);
        Assert.Equal(["oxi-2", "oxi-2"], readings.Where(r => r.Reading.Kind == Kind.HeartRate).Select(r => r.Reading.Device));
        Assert.True(readings[5].Reading.IsTest);
        Assert.Equal("07:30:00", scenario.End.ToString()[11..19]);
    }

    [Fact]
    public void Load_AnyText_FaultsAndNeverThrows() =>
        Gen.Select(Gen.Int[0, 600], Gen.Int[0, Noise.Length - 1]).Sample((at, noise) =>
        {
            var text = Noise[noise];
            var yaml = ShippedScenarios.Sources()[2].Yaml;
            var load = ScenarioLoader.Load(yaml.Insert(at, text), "f", Packs);
            Assert.True(load.Faults.Count == 0 || load.Scenarios.Count == 0);
        }, iter: 300);
}
