using CsCheck;
using Rpm.Rules.Language;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Language;

public class MantissaCutTests
{
    [Fact]
    [Trait("Control", "C-151")]
    public void TryFind_AnyLimit_CutsMantissasWhereTheValuesAreCut() =>
        Gen.Select(Gen.Long[-2_000_000, 2_000_000], Gen.Byte[0, 6], Gen.Byte[0, MantissaCut.Scales - 1], Gen.Long[-3, 3], Gen.Bool).Sample((digits, decimals, sent, off, next) =>
        {
            var limit = new Quantity(digits, decimals, Unit.Percent).Value;
            limit = next ? Math.BitIncrement(limit) : limit;
            Assert.True(MantissaCut.TryFind(limit, out var cut));

            // Around the cut, where a rounding would show.
            var mantissa = (long)Math.Round(limit * Math.Pow(10, sent)) + off;
            Assert.Equal(new Quantity(mantissa, sent, Unit.Percent).Value < limit, mantissa < cut[sent]);
        }, iter: 100_000);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1e300)]
    [InlineData(-1e12)]
    public void TryFind_NoClinicalNumber_HasNoCut(double limit) => Assert.False(MantissaCut.TryFind(limit, out _));
}
