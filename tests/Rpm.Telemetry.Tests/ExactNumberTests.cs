using System.Globalization;
using System.Text;
using CsCheck;

namespace Rpm.Telemetry.Tests;

public sealed class ExactNumberTests
{
    [Theory]
    [InlineData("98", 98, 0)]
    [InlineData("98.0", 980, 1)]
    [InlineData("9.80e1", 980, 1)]
    [InlineData("980e-1", 980, 1)]
    [InlineData("1E2", 100, 0)]
    [InlineData("-0.06", -6, 2)]
    [InlineData("-0", 0, 0)]
    [InlineData("0.000", 0, 3)]
    [InlineData("0e99999999999", 0, 0)]
    [InlineData("0.1e-400", 0, 18)]
    [InlineData("123456789012345678", 123456789012345678, 0)]
    [InlineData("1.23456789012345678901234567890", 123456789012345678, 17)]
    [InlineData("98.0000000000000000000000000000", 980000000000000000, 16)]
    [InlineData("0.1234567890123456789", 123456789012345678, 18)]
    [InlineData("1e17", 100000000000000000, 0)]
    public void TryParse_OfNumber_KeepsDigitsAndDecimals(string text, long mantissa, byte decimals)
    {
        Assert.True(ExactNumber.TryParse(Encoding.UTF8.GetBytes(text), out var m, out var d));
        Assert.Equal((mantissa, decimals), (m, d));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1e")]
    [InlineData("1.2.3")]
    [InlineData("NaN")]
    [InlineData("12a")]
    [InlineData("1e18")]
    [InlineData("1e99999999999")]
    [InlineData("1234567890123456789012")]
    public void TryParse_OfWhatIsNoNumberOrTooBig_IsFalse(string text) =>
        Assert.False(ExactNumber.TryParse(Encoding.UTF8.GetBytes(text), out _, out _));

    [Fact]
    public void TryParse_OfWhatFormatWrote_IsTheSame() =>
        (from m in Gen.Long[-999_999_999_999_999_999, 999_999_999_999_999_999] from shift in Gen.Int[0, 17] from d in Gen.Byte[0, 17] select (m, shift, d)).Sample(
            (m, shift, d) =>
            {
                for (; shift > 0; shift--)
                {
                    m /= 10;
                }

                Span<byte> text = stackalloc byte[ExactNumber.MaxLength];
                text = text[..ExactNumber.Format(text, m, d)];
                Assert.True(ExactNumber.TryParse(text, out var mantissa, out var decimals));
                Assert.Equal((m, d), (mantissa, decimals));
                Assert.Equal(new Quantity(m, d, Unit.None).ToDecimal(), decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));
            },
            iter: 20_000);
}
