using CsCheck;
using Rpm.DeviceSim.Load;
using Xunit;

namespace Rpm.DeviceSim.Tests.Load;

public sealed class RateSearchTests
{
    [Fact]
    public void Next_TargetWithAnyLimit_IsFoundToFivePercent() =>
        Gen.Select(Gen.Double[0.05, 1], Gen.Double[100, 1e6]).Sample((part, ceiling) =>
        {
            var limit = ceiling * part;
            var trials = new List<RateTrial>();
            while (RateSearch.Next(trials, ceiling) is { } rate)
            {
                trials.Add(new RateTrial(rate, rate, 1, rate <= limit));
            }

            Assert.InRange(RateSearch.Best(trials) ?? 0, limit * (1 - 2 * RateSearch.Precision), limit);
        });

    [Fact]
    public void Best_HeldAboveOneThatDidNot_DoesNotCount() =>
        Assert.Equal(10, RateSearch.Best([new(10, 10, 1, true), new(20, 19, 900, false), new(30, 30, 1, true)]));

    [Fact]
    public void Next_NothingHeld_Ends()
    {
        var trials = new List<RateTrial>();
        while (RateSearch.Next(trials, 1_000) is { } rate)
        {
            trials.Add(new RateTrial(rate, 0, null, false));
        }

        Assert.Null(RateSearch.Best(trials));
        Assert.InRange(trials.Count, 2, 12);
        Assert.Null(RateSearch.Next([], 0));
    }
}
