namespace Rpm.Telemetry;

/// <summary>One member of a reading. Sixteen bytes, so that a reading is small and quickly copied.</summary>
public readonly record struct MeasureValue
{
    private readonly uint _tag;

    /// <param name="measure">What was measured.</param>
    /// <param name="quantity">The number as sent.</param>
    public MeasureValue(Measure measure, Quantity quantity) =>
        (Mantissa, _tag) = (quantity.Mantissa, TagOf(measure, quantity.Decimals, quantity.Unit, quantity.Comparator));

    internal MeasureValue(long mantissa, uint tag) => (Mantissa, _tag) = (mantissa, tag);

    /// <inheritdoc cref="Quantity.Mantissa"/>
    public long Mantissa { get; }

    /// <summary>What was measured.</summary>
    public Measure Measure => (Measure)(byte)_tag;

    /// <inheritdoc cref="Quantity.Decimals"/>
    public byte Decimals => (byte)(_tag >> 8);

    /// <inheritdoc cref="Quantity.Unit"/>
    public Unit Unit => (Unit)(byte)(_tag >> 16);

    /// <inheritdoc cref="Quantity.Comparator"/>
    public Comparator Comparator => (Comparator)(byte)(_tag >> 24);

    /// <summary>Everything but the mantissa in one number: members with the same tag are compared by their mantissas alone.</summary>
    public uint Tag => _tag;

    /// <summary>The number as sent.</summary>
    public Quantity Quantity => new(Mantissa, Decimals, Unit, Comparator);

    /// <summary>The tag of such members.</summary>
    public static uint TagOf(Measure measure, byte decimals, Unit unit, Comparator comparator = Comparator.None) =>
        (uint)measure | ((uint)decimals << 8) | ((uint)unit << 16) | ((uint)comparator << 24);

    /// <summary>Takes it apart.</summary>
    public void Deconstruct(out Measure measure, out Quantity quantity) => (measure, quantity) = (Measure, Quantity);
}
