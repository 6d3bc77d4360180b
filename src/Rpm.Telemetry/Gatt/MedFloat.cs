namespace Rpm.Telemetry.Gatt;

/// <summary>
/// A number of the Bluetooth health profiles: <c>Mantissa × 10^Exponent</c>, as SFLOAT (12 and 4 bits) or FLOAT (24 and 8 bits), both
/// two's complement. Decimal throughout: the exponent says how many decimals the device states. Layout and codes: IEEE 11073-20601
/// and HL7 PHD IG, "FLOATS". The codes have exponent zero: 0x77FF is 2047·10^7 and a number.
/// </summary>
public readonly record struct MedFloat(int Mantissa, sbyte Exponent, MedFloatClass Class = MedFloatClass.Number)
{
    private const long Bound = 1_000_000_000_000_000_000; // as ExactNumber: 10^18 and more is not kept

    /// <summary>NaN: there is no value.</summary>
    public static readonly MedFloat NotANumber = new(0, 0, MedFloatClass.NotANumber);

    /// <summary>Whether there is a number.</summary>
    public bool IsNumber => Class == MedFloatClass.Number;

    /// <summary>Of 16 bits.</summary>
    public static MedFloat FromSfloat(ushort bits) => bits switch
    {
        0x07FF => NotANumber,
        0x0800 => new(0, 0, MedFloatClass.NotAtThisResolution),
        0x07FE => new(0, 0, MedFloatClass.PositiveInfinity),
        0x0802 => new(0, 0, MedFloatClass.NegativeInfinity),
        0x0801 => new(0, 0, MedFloatClass.Reserved),
        _ => new((short)(bits << 4) >> 4, (sbyte)((short)bits >> 12)),
    };

    /// <summary>Of 32 bits.</summary>
    public static MedFloat FromFloat(uint bits) => bits switch
    {
        0x007F_FFFF => NotANumber,
        0x0080_0000 => new(0, 0, MedFloatClass.NotAtThisResolution),
        0x007F_FFFE => new(0, 0, MedFloatClass.PositiveInfinity),
        0x0080_0002 => new(0, 0, MedFloatClass.NegativeInfinity),
        0x0080_0001 => new(0, 0, MedFloatClass.Reserved),
        _ => new((int)(bits << 8) >> 8, (sbyte)(bits >> 24)),
    };

    /// <summary>The number of a quantity, digits and decimals kept.</summary>
    /// <param name="quantity">A number without comparator.</param>
    /// <param name="shift">Power of ten from its unit to the characteristic's, for example -5 from mg/dL to kg/L.</param>
    /// <param name="number">The number.</param>
    /// <returns>False where it has more digits than 32 bits hold.</returns>
    public static bool TryCreate(Quantity quantity, int shift, out MedFloat number)
    {
        var (mantissa, exponent) = (quantity.Mantissa, shift - quantity.Decimals);
        while (mantissa is > int.MaxValue or < int.MinValue && mantissa % 10 == 0)
        {
            (mantissa, exponent) = (mantissa / 10, exponent + 1);
        }

        number = default;
        if (mantissa is > int.MaxValue or < int.MinValue || exponent is < sbyte.MinValue or > sbyte.MaxValue)
        {
            return false;
        }

        number = new MedFloat((int)mantissa, (sbyte)exponent);
        return true;
    }

    /// <summary>The 16 bits, or false where the number does not fit without losing a digit.</summary>
    public bool TryToSfloat(out ushort bits)
    {
        bits = Code<ushort>(0x07FF, 0x0800, 0x07FE, 0x0802, 0x0801);
        if (!IsNumber)
        {
            return true;
        }

        var (mantissa, exponent) = (Mantissa, (int)Exponent);
        if (!TryFit(ref mantissa, ref exponent, -2048, 2047, -8, 7))
        {
            return false;
        }

        // ±2046, ±2047 and -2048 without exponent would be codes.
        bits = (ushort)((exponent << 12) | (mantissa & 0xFFF));
        return FromSfloat(bits).IsNumber;
    }

    /// <summary>The 32 bits, or false where the number does not fit without losing a digit.</summary>
    public bool TryToFloat(out uint bits)
    {
        bits = Code<uint>(0x007F_FFFF, 0x0080_0000, 0x007F_FFFE, 0x0080_0002, 0x0080_0001);
        if (!IsNumber)
        {
            return true;
        }

        var (mantissa, exponent) = (Mantissa, (int)Exponent);
        if (!TryFit(ref mantissa, ref exponent, -0x80_0000, 0x7F_FFFF, sbyte.MinValue, sbyte.MaxValue))
        {
            return false;
        }

        bits = ((uint)exponent << 24) | ((uint)mantissa & 0xFF_FFFF);
        return FromFloat(bits).IsNumber;
    }

    /// <summary>The number in <paramref name="unit"/>; of more than <see cref="Quantity.MaxDecimals"/> decimals the first ones are kept.</summary>
    /// <param name="unit">The unit that the number has after the shift.</param>
    /// <param name="shift">Power of ten from the characteristic's unit to that one, for example 5 from kg/L to mg/dL.</param>
    /// <param name="quantity">The quantity.</param>
    /// <returns>False where it is no number, or 10^18 and more.</returns>
    public bool TryToQuantity(Unit unit, int shift, out Quantity quantity)
    {
        long mantissa = Mantissa;
        var exponent = Exponent + shift;
        quantity = default;
        if (!IsNumber)
        {
            return false;
        }

        for (; exponent > 0 && mantissa != 0; exponent--)
        {
            mantissa *= 10;
            if (mantissa is >= Bound or <= -Bound)
            {
                return false;
            }
        }

        for (; exponent < -Quantity.MaxDecimals && mantissa != 0; exponent++)
        {
            mantissa /= 10;
        }

        quantity = new Quantity(mantissa, (byte)Math.Clamp(-exponent, 0, Quantity.MaxDecimals), unit);
        return true;
    }

    private static bool TryFit(ref int mantissa, ref int exponent, int low, int high, int lowest, int highest)
    {
        // A coarser exponent loses no digit while the last one is zero; a finer one only needs room.
        while ((mantissa < low || mantissa > high || exponent < lowest) && mantissa != 0 && mantissa % 10 == 0)
        {
            (mantissa, exponent) = (mantissa / 10, exponent + 1);
        }

        while (exponent > highest && mantissa is < 100_000_000 and > -100_000_000)
        {
            (mantissa, exponent) = (mantissa * 10, exponent - 1);
        }

        exponent = mantissa == 0 ? Math.Clamp(exponent, lowest, highest) : exponent;
        return mantissa >= low && mantissa <= high && exponent >= lowest && exponent <= highest;
    }

    private T Code<T>(T nan, T resolution, T positive, T negative, T reserved)
        where T : struct => Class switch
        {
            MedFloatClass.NotANumber => nan,
            MedFloatClass.NotAtThisResolution => resolution,
            MedFloatClass.PositiveInfinity => positive,
            MedFloatClass.NegativeInfinity => negative,
            MedFloatClass.Reserved => reserved,
            _ => default,
        };
}
