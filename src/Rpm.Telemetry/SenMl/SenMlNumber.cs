namespace Rpm.Telemetry.SenMl;

/// <summary>A number of a record: digits and decimals, absent, or not one that can be kept.</summary>
internal readonly record struct SenMlNumber(SenMlValueType Type, long Mantissa, byte Decimals)
{
    public static readonly SenMlNumber Invalid = new(SenMlValueType.Invalid, 0, 0);

    public static SenMlNumber Parse(ReadOnlySpan<byte> text) =>
        ExactNumber.TryParse(text, out var mantissa, out var decimals) ? new(SenMlValueType.Number, mantissa, decimals) : Invalid;

    public decimal ToDecimal() => Type == SenMlValueType.Number ? new Quantity(Mantissa, Decimals, Unit.None).ToDecimal() : 0;

    /// <summary>The sum, with the decimals of the finer one.</summary>
    public SenMlNumber Plus(SenMlNumber other)
    {
        var decimals = Math.Max(Decimals, other.Decimals);
        var (left, right) = (Scale(decimals), other.Scale(decimals));
        return left is { } a && right is { } b ? new(SenMlValueType.Number, a + b, decimals) : Invalid;
    }

    /// <summary>Multiplied by a power of ten.</summary>
    public SenMlNumber Shift(int shift)
    {
        if (shift == 0 || Type != SenMlValueType.Number)
        {
            return this;
        }

        var (mantissa, decimals) = (Mantissa, Decimals);
        return ExactNumber.TryShift(ref mantissa, ref decimals, shift) ? new(SenMlValueType.Number, mantissa, decimals) : Invalid;
    }

    // The mantissa with this many decimals, or null where it grows beyond what is kept.
    private long? Scale(byte decimals)
    {
        var mantissa = Mantissa;
        for (var at = Decimals; at < decimals; at++)
        {
            if (mantissa is > 100_000_000_000_000_000 or < -100_000_000_000_000_000)
            {
                return null;
            }

            mantissa *= 10;
        }

        return mantissa;
    }
}
