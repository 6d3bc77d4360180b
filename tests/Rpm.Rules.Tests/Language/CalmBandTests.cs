using CsCheck;
using Rpm.Rules.Language;
using Rpm.Rules.Monitoring;
using Rpm.Rules.Packs;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Language;

/// <summary>The short way around the rules may only be taken by readings of which no rule is true.</summary>
public class CalmBandTests
{
    private static readonly RulePlan Plan = RulePlan.Create(ShippedPacks.Load(), new PatientContext { Id = "p1", Cohorts = ["heart-failure", "daily"] });

    private static readonly Gen<(Kind Kind, int First, int Second, int Age)> Reading = Gen.Select(
        Gen.Int[0, 6].Select(i => new[] { Kind.PulseOximetry, Kind.Cgm, Kind.BloodPressure, Kind.HeartRate, Kind.Temperature, Kind.RespiratoryRate, Kind.Status }[i]),
        Gen.Int[0, 450], Gen.Int[0, 250], Gen.Int[-240, 1200]);

    [Fact]
    [Trait("Control", "C-151")]
    public void Holds_AnyReadingInTheBand_NoRuleButTheRestlessIsTrueOfIt()
    {
        var inside = 0;
        Reading.Sample(r =>
        {
            var sample = Sample(r);
            var plan = Plan.Of(r.Kind);
            var outside = plan.Calm.Outside(in sample.Values, r.Age * 1000L);
            if (outside == 0)
            {
                Interlocked.Increment(ref inside);
            }

            var judgement = new Judgement(in sample, [], plan.WindowPlaces, Plan.Traits);
            for (var place = 0; place < plan.Rules.Length; place++)
            {
                if (!plan.Restless.Contains(place) && (plan.Bounded[place] & outside) == 0)
                {
                    Assert.NotEqual(Truth.True, plan.Rules[place].Condition.Evaluate(judgement));
                    Assert.NotEqual(Truth.True, plan.Rules[place].Immediately?.Evaluate(judgement) ?? Truth.False);
                }
            }
        }, iter: 20_000);
        Assert.True(inside > 1_000, $"only {inside} readings were calm");
    }

    [Fact]
    public void Restless_OfTheShippedPacks_AreTheRulesThatComputeSomething() =>
        Assert.Equal(
            ["desaturations", "fast-fall", "fast-rise", "urgent-low-soon"],
            new[] { Kind.PulseOximetry, Kind.Cgm }.SelectMany(k => Plan.Of(k).Restless.Select(p => Plan.Of(k).Rules[p].Definition.Id)).Order(StringComparer.Ordinal));

    private static Sample Sample((Kind Kind, int First, int Second, int Age) r)
    {
        var received = Scenario.Start;
        var sample = new Sample { Time = received - TimeSpan.FromSeconds(r.Age), Received = received, Position = 1 };
        var members = Kinds.Of(r.Kind).Members;
        for (var i = 0; i < Math.Min(2, members.Count); i++)
        {
            var unit = members[i].ImpliedUnit ?? Measures.CanonicalUnit(members[i].Measure);
            sample.Values.Add(members[i].Measure, new Quantity(i == 0 ? r.First : r.Second, (byte)(r.Kind == Kind.Temperature ? 1 : 0), unit));
        }

        return sample;
    }
}
