using CsCheck;
using Rpm.Ingest.Mqtt;
using Xunit;

namespace Rpm.Ingest.Tests.Mqtt;

public sealed class TopicSpaceTests
{
    private readonly TopicSpace _topics = new("rpm/v1", ["zigbee/+/state", "rpm/v1/vendor/#"]);

    [Theory]
    [InlineData("rpm/v1/up/d/cgm", "up/d/cgm")]
    [InlineData("rpm/v1/vendor/x", "vendor/x")]
    [InlineData("zigbee/scale/state", "zigbee/scale/state")]
    [InlineData("rpm/v1/up", null)]
    [InlineData("rpm/v1/alerts/p/a", null)]
    [InlineData("rpm/v10/up/d/cgm", null)]
    [InlineData("up/d/cgm", null)]
    [InlineData("zigbee/scale/set", null)]
    public void FrameTopic_OfATopic_IsBelowThePrefixOrTheMappedOne(string topic, string? expected) => Assert.Equal(expected, _topics.FrameTopic(topic));

    [Theory, Trait("Control", "C-09")]
    [InlineData("rpm/v1/alerts/#", true)]
    [InlineData("rpm/v1/alerts/+/+", true)]
    [InlineData("rpm/v1/down/me/#", true)]
    [InlineData("rpm/v1/down/me/rejected", true)]
    [InlineData("rpm/v1/down/other/rejected", false)]
    [InlineData("rpm/v1/down/#", false)]
    [InlineData("rpm/v1/down/+/rejected", false)]
    [InlineData("rpm/v1/down", false)]
    [InlineData("rpm/v1/+/me/rejected", false)]
    [InlineData("rpm/v1/up/#", false)]
    [InlineData("rpm/v1/#", false)]
    [InlineData("#", false)]
    [InlineData("$SYS/#", false)]
    public void MaySubscribe_OfAFilter_ReachesNobodyElsesMessages(string filter, bool may) => Assert.Equal(may, _topics.MaySubscribe(filter, "me"));

    [Fact]
    public void PublisherId_OfAnyClientId_IsOneLegalLevelOfItsOwn() => Gen.Select(Gen.String, Gen.String).Sample((a, b) =>
    {
        var level = TopicSpace.PublisherId(a);
        Assert.NotEmpty(level);
        Assert.DoesNotContain(level, c => c is '/' or '+' or '#' or '\0');
        Assert.Equal(a == b, level == TopicSpace.PublisherId(b));
    });
}
