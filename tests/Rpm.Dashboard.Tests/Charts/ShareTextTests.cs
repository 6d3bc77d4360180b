using CsCheck;
using Rpm.Dashboard.Charts;

namespace Rpm.Dashboard.Tests.Charts;

public class ShareTextTests
{
    [Fact]
    [Trait("Control", "C-181")]
    public void Whole_AnyParts_SumToAHundred() => Gen.Int[0, 5000].Array[1, 8].Where(c => c.Sum() > 0).Sample(counts =>
    {
        var shares = counts.Select(c => 100.0 * c / counts.Sum()).ToArray();

        var whole = ShareText.Whole(shares);

        Assert.Equal(100, whole.Sum());
        Assert.All(whole.Zip(shares), pair => Assert.InRange(pair.First, pair.Second - 1, pair.Second + 1));
    });

    [Fact]
    [Trait("Control", "C-181")]
    public void Of_AnyParts_NeverSaysNoneOfSomeNorAllOfSome() => Gen.Int[0, 5000].Array[1, 8].Where(c => c.Sum() > 0).Sample(counts =>
        Assert.All(ShareText.Of([.. counts.Select(c => 100.0 * c / counts.Sum())]).Zip(counts), pair =>
        {
            Assert.Equal(pair.Second == 0, pair.First == "0 %");
            Assert.Equal(pair.Second == counts.Sum(), pair.First == "100 %");
        }));

    [Fact]
    public void Of_FiveParts_IsAsWritten() =>
        Assert.Equal(["<1 %", "4 %", "71 %", "20 %", "5 %"], ShareText.Of([0.3, 3.6, 71.2, 19.7, 5.2]));

    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(0.01, "<1 %")]
    [InlineData(1, "1 %")]
    [InlineData(69.5, "70 %")]
    [InlineData(99.01, ">99 %")]
    [InlineData(100, "100 %")]
    public void Of_OneShare_IsRounded(double share, string text) => Assert.Equal(text, ShareText.Of(share));
}
