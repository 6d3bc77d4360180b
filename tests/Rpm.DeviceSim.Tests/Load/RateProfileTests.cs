using CsCheck;
using Rpm.DeviceSim.Commands;
using Rpm.DeviceSim.Load;
using Xunit;

namespace Rpm.DeviceSim.Tests.Load;

public sealed class RateProfileTests
{
    private static readonly Gen<RateProfile> AnyProfile = Gen.Select(Gen.Double[0, 5_000], Gen.Double[1, 5_000], Gen.Double[0.1, 60])
        .Select((from, to, seconds) => new RateSegment(from, to, TimeSpan.FromSeconds(seconds))).Array[1, 5].Select(segments => new RateProfile(segments));

    [Fact]
    public void SecondsOf_AnyProfile_GrowsAndEndsWithTheProfile() =>
        AnyProfile.Sample(profile =>
        {
            var last = 0.0;
            for (var n = 0L; n <= profile.Total; n += Math.Max(1, profile.Total / 200))
            {
                var at = profile.SecondsOf(n);
                Assert.True(at >= last - 1e-9 && at <= profile.Length.TotalSeconds + 1e-6, $"message {n} at {at}, before it {last}");
                last = at;
            }

            Assert.Equal(profile.Length.TotalSeconds, profile.SecondsOf(profile.Mean * profile.Length.TotalSeconds), 3);
        }, iter: 200);

    [Fact]
    public void SecondsOf_AnyProfile_HasTheRateThatIsWantedAtThatTime() =>
        Gen.Select(AnyProfile, Gen.Double[0.02, 0.98]).Sample((profile, part) =>
        {
            var at = profile.Length * part;
            var rate = profile.RateAt(at);
            // Count the messages of a short time around it, away from the joints.
            const double Half = 1e-3;
            if (rate < 50 || Math.Abs(profile.RateAt(at - TimeSpan.FromSeconds(Half)) - profile.RateAt(at + TimeSpan.FromSeconds(Half))) > rate * 0.1)
            {
                return true;
            }

            double low = 0, high = profile.Total;
            for (var i = 0; i < 60; i++)
            {
                var middle = (low + high) / 2;
                (low, high) = profile.SecondsOf(middle) < at.TotalSeconds ? (middle, high) : (low, middle);
            }

            var slope = 1 / (profile.SecondsOf(low + 0.5) - profile.SecondsOf(low - 0.5));
            return Math.Abs(slope - rate) < rate * 0.15 + 1;
        }, iter: 200);

    [Fact]
    public void EvenArrivals_SharedOut_AreTheWholeProfileOnceEach()
    {
        var profile = new RateProfile([new(0, 300, TimeSpan.FromSeconds(1)), new(300, 300, TimeSpan.FromSeconds(2))]);
        var due = new List<TimeSpan>();
        for (var connection = 0; connection < 7; connection++)
        {
            var arrivals = new EvenArrivals(profile, connection, 7, groups: 3);
            while (arrivals.TryPeek(TimeSpan.MaxValue, out var next))
            {
                Assert.Equal(next.Number % 3, next.Group);
                due.Add(next.After);
                arrivals.Take();
            }

            Assert.True(arrivals.IsOver);
        }

        Assert.Equal(profile.Total, due.Count);
        Assert.Equal(750, profile.Total);
        Assert.Equal(Enumerable.Range(0, 750).Select(n => TimeSpan.FromSeconds(profile.SecondsOf(n))), due.Order());
    }

    [Theory]
    [InlineData("0>5000:30,5000:2m,20000:10", 160, 5000 * 15 + 5000 * 120 + 20_000 * 10)]
    [InlineData("100:0.5", 0.5, 50)]
    [InlineData("100>0:2s", 2, 100)]
    public void TryParse_Pieces_AreTheCourse(string text, double seconds, long total)
    {
        Assert.True(RateProfile.TryParse(text, out var profile));
        Assert.Equal((seconds, total), (profile!.Length.TotalSeconds, profile.Total));
    }

    [Theory]
    [InlineData("")]
    [InlineData("100")]
    [InlineData("100:0")]
    [InlineData("0:10")]
    [InlineData("1>2>3:10")]
    [InlineData("-5:10")]
    [InlineData("100:10,")]
    public void TryParse_Nonsense_IsRefused(string text) => Assert.False(RateProfile.TryParse(text, out _));

    [Fact]
    public void Profile_RampAndSpike_LieWithinTheDuration()
    {
        var profile = LoadCommand.Profile(1_000, TimeSpan.FromSeconds(60), "10", "5000:5@30", null)!;

        Assert.Equal(60, profile.Length.TotalSeconds);
        Assert.Equal((500, 1_000, 5_000, 1_000), (profile.RateAt(At(5)), profile.RateAt(At(20)), profile.RateAt(At(32)), profile.RateAt(At(50))));
        Assert.Null(LoadCommand.Profile(1_000, TimeSpan.FromSeconds(60), "60", null, null));
        Assert.Null(LoadCommand.Profile(1_000, TimeSpan.FromSeconds(60), null, "5000:5@58", null));

        static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
    }
}
