using CsCheck;
using Rpm.Rules.Packs;

namespace Rpm.Rules.Tests.Packs;

public class PackLoaderTests
{
    [Theory]
    [InlineData("when: spo2 < 88 mmHg", 11, 18, "measured in %")]
    [InlineData("when: spo2 < 88", 11, 11, "needs its unit")]
    [InlineData("when: spo3 < 88 %", 11, 11, "'spo3' is not a measure")]
    [InlineData("when: spo2 < lowest", 11, 18, "'lowest' is neither a parameter")]
    [InlineData("when: spo2 88 %", 11, 11, "Expected '<'")]
    [InlineData("when: spo2 < 88 % and", 11, 11, "not a condition")]
    [InlineData("when: spo2 < 88 parsecs", 11, 18, "'parsecs' is not a unit")]
    [InlineData("when: cgm.glucose < 55 mg/dL", 11, 25, "give both")]
    [InlineData("when: quality(invalid)", 11, 19, "not a quality that a rule may ask for")]
    [InlineData("when: spo2 < 88 % and systolic < 90 mm[Hg]", 11, 11, "No kind of reading carries all")]
    [InlineData("when: spo2 < low - 10 mm[Hg]", 11, 18, "cannot be added")]
    [InlineData("whenn: spo2 < 88 %", 11, 5, "'whenn' is not known here")]
    public void Load_FaultyCondition_NamesLineColumnAndReason(string line, int expectedLine, int column, string message)
    {
        var load = PackLoader.Load(Pack(line), "test.yaml");
        Assert.Null(load.Pack);
        Assert.Contains(load.Faults, f => f.Line == expectedLine && f.Column >= column && f.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void Load_SeveralFaults_ReportsAllInOrder()
    {
        var load = PackLoader.Load(Pack("when: spo2 < 88 mmHg", "for: soon", "priority: urgent"), "test.yaml");
        Assert.Equal(3, load.Faults.Count);
        Assert.Equal(load.Faults.OrderBy(f => f.Line).ThenBy(f => f.Column), load.Faults);
    }

    [Fact]
    public void Load_NotYaml_IsAFaultWithItsPlace()
    {
        var load = PackLoader.Load("id: a\n  title: [", "test.yaml");
        Assert.Equal(2, Assert.Single(load.Faults).Line);
    }

    [Theory]
    [InlineData("spo2 < 88 %")]
    [InlineData("spo2<88%")]
    [InlineData("not (spo2 >= 88 %) or spo2 < low - 3 % and not quality(movement)")]
    public void Load_GoodCondition_HasNoFault(string condition) =>
        Assert.Empty(PackLoader.Load(Pack("when: " + condition), "test.yaml").Faults.Select(f => f.ToString()));

    [Fact]
    [Trait("Control", "C-26")]
    public void Load_AnyText_NeverThrowsAndHasEitherAPackOrFaults()
    {
        var good = ShippedPacks.Sources().Select(s => s.Yaml).ToArray();
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Int[0, 4000], Gen.Int[0, 30], Gen.String).Sample((which, at, cut, junk) =>
        {
            var yaml = good[which];
            at = Math.Min(at, yaml.Length);
            var load = PackLoader.Load(yaml[..at] + junk + yaml[Math.Min(at + cut, yaml.Length)..], "t");
            Assert.Equal(load.Pack is null, load.Faults.Count > 0);
        }, iter: 300);
    }

    // The rule's first condition line stands on line 11 of the file.
    private static string Pack(params string[] lines) =>
        $"""
        id: test
        version: 1.0.0
        title: Test
        source: none
        parameters:
          low: {"{"} title: Low, default: 88 %, min: 70 %, max: 94 %, source: none {"}"}
        rules:
          - id: rule
            title: Rule
            source: none
            {lines[0]}
            class: physiological
            {(lines.Any(l => l.StartsWith("priority", StringComparison.Ordinal)) ? "" : "priority: low")}
            {string.Join("\n    ", lines.Skip(1))}
        """;
}
