using System.Diagnostics;
using Rpm.Rules.Monitoring;
using Rpm.Rules.Packs;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Monitoring;

public class BudgetTests(ITestOutputHelper output)
{
    private const int Rounds = 20_000;

    [Theory]
    [InlineData(Kind.PulseOximetry, "97/70", 1)]
    [InlineData(Kind.PulseOximetry, "97/70", 30)]
    [InlineData(Kind.Cgm, "110", 300)]
    [InlineData(Kind.BloodPressure, "120/70", 3600)]
    public void Observe_NothingToSay_AllocatesNothing(Kind kind, string token, int seconds)
    {
        var scenario = new Scenario();
        var reading = scenario.Reading(kind, token, Scenario.Start);
        // Until every window is as long as it gets.
        Feed(scenario, ref reading, seconds, 5_000);
        var elapsed = TimeSpan.Zero;
        Assert.Equal(0, Allocation.Least(() =>
        {
            var started = Stopwatch.GetTimestamp();
            Feed(scenario, ref reading, seconds, Rounds);
            elapsed = Stopwatch.GetElapsedTime(started);
        }));
        output.WriteLine($"{kind} every {seconds} s: {elapsed.TotalNanoseconds / Rounds:F0} ns a reading");
    }

    [Fact]
    public void For_SamePacksAndNoOwnLimits_SharesThePlan()
    {
        var plans = new RulePlanSet(ShippedPacks.Load());
        var shared = plans.For(new PatientContext { Id = "a" });
        Assert.Same(shared, plans.For(new PatientContext { Id = "b" }));
        Assert.Same(shared.Core, plans.For(new PatientContext { Id = "b", TimeZone = "Europe/Berlin" }).Core);
        Assert.NotSame(shared.Core, plans.For(new PatientContext { Id = "c", Limits = new Dictionary<string, string> { ["cgm/low"] = "80 mg/dL" } }).Core);
    }

    private static void Feed(Scenario scenario, ref JudgedReading reading, int seconds, int rounds)
    {
        for (var i = 0; i < rounds; i++)
        {
            reading.Position++;
            reading.Reading.Time += TimeSpan.FromSeconds(seconds);
            reading.Received = reading.Reading.Time;
            PatientMonitor.Observe(scenario.Plan, scenario.State, reading, reading.Received, scenario.Changes);
        }
    }
}
