namespace Rpm.Telemetry;

/// <summary>What a measure can be at all, both ends included, in the measure's canonical unit. Not a clinical limit.</summary>
public readonly record struct PlausibleRange(double Low, double High)
{
    /// <summary>Whether <paramref name="value"/>, in the canonical unit, lies inside. False for NaN.</summary>
    public bool Contains(double value) => value >= Low && value <= High;
}
