using CsCheck;
using Rpm.Telemetry.Gatt;

namespace Rpm.Telemetry.Tests.Gatt;

public sealed class MedFloatTests
{
    [Fact]
    [Trait("Control", "C-132")]
    public void Sfloat_OfEvery16Bits_IsExactAndComesBack()
    {
        for (var bits = 0; bits <= ushort.MaxValue; bits++)
        {
            var number = MedFloat.FromSfloat((ushort)bits);
            Assert.True(number.TryToSfloat(out var back));
            Assert.Equal(number, MedFloat.FromSfloat(back));
            if (!number.IsNumber)
            {
                Assert.Equal(bits, back);
                continue;
            }

            Assert.True(number.TryToQuantity(Unit.Percent, 0, out var quantity));
            var exact = number.Mantissa * Power(number.Exponent);
            Assert.Equal(exact, quantity.ToDecimal());
            Assert.Equal(Math.Max(0, -number.Exponent), quantity.Decimals);
            Assert.True(MedFloat.TryCreate(quantity, 0, out var created) && created.TryToSfloat(out var again) && MedFloat.FromSfloat(again).TryToQuantity(Unit.Percent, 0, out var same) && same.ToDecimal() == exact);
        }
    }

    [Fact]
    public void Float_OfAny32Bits_ComesBack() => Gen.UInt.Sample(
        bits =>
        {
            var number = MedFloat.FromFloat(bits);
            Assert.True(number.TryToFloat(out var back));
            Assert.Equal(bits, back);
        },
        iter: 50_000);

    [Fact]
    public void TryCreate_OfAnyQuantity_IsExactOrFalse() => Gen.Select(Gen.Long[-5_000_000, 5_000_000], Gen.Byte[0, 6]).Sample((mantissa, decimals) =>
    {
        var quantity = new Quantity(mantissa, decimals, Unit.Kilogram);
        Assert.True(MedFloat.TryCreate(quantity, 0, out var number));
        Assert.True(number.TryToQuantity(Unit.Kilogram, 0, out var back));
        Assert.Equal(quantity, back);
        if (number.TryToSfloat(out var bits))
        {
            Assert.True(MedFloat.FromSfloat(bits).TryToQuantity(Unit.Kilogram, 0, out var small));
            Assert.Equal(quantity.ToDecimal(), small.ToDecimal());
        }
        else
        {
            var digits = Math.Abs(mantissa);
            while (digits != 0 && digits % 10 == 0)
            {
                digits /= 10;
            }

            Assert.InRange(digits, 2046, long.MaxValue);
        }
    });

    [Theory]
    [InlineData(0xF014, "2.0")]
    [InlineData(0xE0C8, "2.00")]
    [InlineData(0x77FF, "20470000000")]
    [InlineData(0xFFFF, "-0.1")]
    public void TryToQuantity_KeepsDecimals(int bits, string text) => Assert.Equal(
        text, MedFloat.FromSfloat((ushort)bits).TryToQuantity(Unit.None, 0, out var quantity) ? quantity.ToString() : null);

    [Fact]
    public void TryToQuantity_OfAHugeFloat_IsFalse() => Assert.False(MedFloat.FromFloat(0x7FFF_FFFF).TryToQuantity(Unit.None, 0, out _) || MedFloat.FromFloat(0x7F00_0001).TryToQuantity(Unit.None, 0, out _));

    private static decimal Power(int exponent)
    {
        var power = 1m;
        for (var i = Math.Abs(exponent); i > 0; i--)
        {
            power = exponent < 0 ? power / 10 : power * 10;
        }

        return power;
    }
}
