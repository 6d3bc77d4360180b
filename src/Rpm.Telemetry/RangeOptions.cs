namespace Rpm.Telemetry;

/// <summary>One plausible range, as configuration binds it; an end that is not set keeps the catalogue's.</summary>
public sealed class RangeOptions
{
    /// <summary>Lowest plausible value, in the canonical unit.</summary>
    public double? Low { get; set; }

    /// <summary>Highest plausible value, in the canonical unit.</summary>
    public double? High { get; set; }
}
