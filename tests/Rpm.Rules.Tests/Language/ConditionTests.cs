using Rpm.Rules.Packs;

namespace Rpm.Rules.Tests.Language;

/// <summary>What a condition may say, and what is said of one that may not.</summary>
public class ConditionTests
{
    [Theory]
    [InlineData("mean(spo2, 15m) < 90 %")]
    [InlineData("max(cgm.glucose, 2 h) > 250 mg/dL | 13.9 mmol/L and not quality(movement)")]
    [InlineData("change(weight, 24 h) >= 1.4 kg or rise(weight, 7 days) > 5 lb")]
    [InlineData("count(spo2 < 88 % and not quality(movement), 10m) >= 3")]
    [InlineData("dips(spo2, 4 %, 1 h) >= 5")]
    [InlineData("forecast(glucose, 20m) < 55 mg/dL | 3.1 mmol/L")]
    [InlineData("rate(glucose, 15m) <= -3 mg/dL/min | -0.17 mmol/L/min")]
    [InlineData("news2() >= 5 or news2-single >= 3")]
    [InlineData("spo2 < 90 % and time between 22:00 and 06:00")]
    [InlineData("silent(cgm) > 20m")]
    [InlineData("stale(blood-pressure)")]
    [InlineData("unmeasured(weight) by 12:00")]
    [InlineData("refused(implausible)")]
    [InlineData("spo2 < 90 % and age > 10 min")]
    public void Load_Condition_HasNoFault(string when) => Assert.Empty(Own.Load($"when: \"{when}\"").Faults.Select(f => f.ToString()));

    [Theory]
    [InlineData("mean(spo2, 15 mmHg) < 90 %", "is not a span")]
    [InlineData("mean(spo2) < 90 %", "Expected ','")]
    [InlineData("mean(spo2, 15m) < 90 mm[Hg]", "measured in %")]
    [InlineData("mean(mean(spo2, 1m), 15m) < 90 %", "Expected ','")]
    [InlineData("count(mean(spo2, 1m) < 90 %, 15m) > 3", "within a function")]
    [InlineData("count(spo2 < 88 %, 10m) >= 3 %", "cannot be compared")]
    [InlineData("count(spo2 < 88, 10m) >= 3", "needs its unit")]
    [InlineData("rate(spo2, 15m) < 3 %", "is for glucose")]
    [InlineData("forecast(weight, 15m) < 3 kg", "is for glucose")]
    [InlineData("dips(spo2, 4 kg, 1 h) >= 5", "cannot dip by")]
    [InlineData("time between 25:00 and 06:00 and spo2 < 90 %", "two different times of day")]
    [InlineData("spo2 < 90 % and silent(cgm) > 20 min", "stands alone")]
    [InlineData("refused(whatever)", "not a reject code")]
    [InlineData("silent(cgn) > 20 min", "needs a kind")]
    [InlineData("stale(status)", "needs a kind that can be late")]
    [InlineData("change(weight, 100 days) > 3 kg", "at most 90 days")]
    [InlineData("age > 10 %", "measured in min")]
    [InlineData("count(news2 > 3, 1 h) > 2", "on the reading itself")]
    public void Load_FaultyCondition_SaysWhy(string when, string message) =>
        Assert.Contains(Own.Load($"when: \"{when}\"").Faults, f => f.Message.Contains(message, StringComparison.Ordinal));

    [Fact]
    [Trait("Control", "C-146")]
    public void Load_CriticalRuleWithATimeOfDay_IsRefused() =>
        Assert.Contains(
            Own.Load("when: spo2 < 90 % and time between 22:00 and 06:00", "critical: true").Faults,
            f => f.Message.Contains("no hour may silence it", StringComparison.Ordinal));

    [Theory]
    [InlineData("readings: 3 of 2", "for example '3 of 5'")]
    [InlineData("readings: 0", "1 to 50")]
    [InlineData("raise: { to: high }", "needs 'when', 'apart' or 'within'")]
    public void Load_FaultyKey_SaysWhy(string line, string message) =>
        Assert.Contains(Own.Load("when: spo2 < 90 %", line).Faults, f => f.Message.Contains(message, StringComparison.Ordinal));

    [Fact]
    public void Load_HoldBesideSomeOfSeveral_IsRefused() =>
        Assert.Contains(Own.Load("when: spo2 < 90 %", "readings: 3 of 5", "for: 1 min").Faults, f => f.Message.Contains("counts readings", StringComparison.Ordinal));

    [Theory]
    [InlineData("when: spo2 < 90 %", "has no 'clear'")]
    [InlineData("when: systolic > 180 mm[Hg]\n    for: 5 min\n    clear: { when: 'systolic < 170 mm[Hg]' }", "count 'readings'")]
    public void Load_RuleThatMayDisappoint_IsWarnedOf(string lines, string message) =>
        Assert.Contains(Own.Load(lines).Warnings, w => w.Message.Contains(message, StringComparison.Ordinal));

    [Fact]
    public void Load_ShippedPacks_HaveNoWarning() =>
        Assert.Empty(ShippedPacks.Sources().SelectMany(s => PackLoader.Load(s.Yaml, s.File).Warnings));
}
