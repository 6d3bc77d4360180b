using CsCheck;
using Rpm.Ingest.Pipeline;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Pipeline;

public class RateGateTests
{
    [Fact]
    public void TryTake_AnyArrivals_NeverPassesMoreThanBurstAndRateAllow()
    {
        Gen.Select(Gen.Int[1, 50], Gen.Int[1, 100], Gen.Int[0, 400].Array[1, 300]).Sample((rate, burst, gaps) =>
        {
            var gate = new RateGate(new RateLimit(rate, burst));
            var (now, passed) = (0L, 0);
            foreach (var gap in gaps)
            {
                now += gap;
                passed += gate.TryTake("d", new Instant(now)) ? 1 : 0;
            }

            return passed <= burst + (rate * now / 1000.0) + 1e-6;
        });
    }

    [Fact]
    public void TryTake_AtTheRate_PassesEverything()
    {
        var gate = new RateGate(new RateLimit(4, 1));
        Assert.All(Enumerable.Range(0, 1000), i => Assert.True(gate.TryTake("d", new Instant(i * 250L))));
    }

    [Fact]
    public void Wait_AfterADebt_IsTheTimeUntilItIsPaid()
    {
        var gate = new RateGate(new RateLimit(10, 100));
        Assert.Equal(TimeSpan.Zero, gate.Wait("c", new Instant(0)));
        gate.Charge("c", 600, new Instant(0));
        Assert.Equal(TimeSpan.FromSeconds(50.1), gate.Wait("c", new Instant(0)));
        Assert.Equal(TimeSpan.Zero, gate.Wait("c", new Instant(50_100)));
        Assert.Equal(TimeSpan.Zero, gate.Wait("another", new Instant(0)));
    }

    [Fact]
    public void TryTake_MoreSendersThanAreRemembered_ForgetsThoseWhoseBucketIsFull()
    {
        var gate = new RateGate(new RateLimit(1, 2));
        for (var i = 0; i < RateGate.MostSenders + 10; i++)
        {
            gate.TryTake($"d{i}", new Instant(i));
        }

        Assert.InRange(gate.Senders, 1, RateGate.MostSenders);
    }

    [Fact]
    public void TryTake_Off_PassesEverythingAndRemembersNobody()
    {
        var gate = new RateGate(RateLimit.Off);
        Assert.All(Enumerable.Range(0, 100), _ => Assert.True(gate.TryTake("d", new Instant(0))));
        Assert.Equal(0, gate.Senders);
    }
}
