namespace Rpm.Telemetry.Gatt;

/// <summary>Whether a <see cref="MedFloat"/> is a number or one of the codes that stand for none (IEEE 11073-20601, 8.8).</summary>
public enum MedFloatClass : byte
{
    Number,
    /// <summary>NaN: there is no value.</summary>
    NotANumber,
    /// <summary>NRes: not at this resolution.</summary>
    NotAtThisResolution,
    PositiveInfinity,
    NegativeInfinity,
    /// <summary>A code kept for future use.</summary>
    Reserved,
}
