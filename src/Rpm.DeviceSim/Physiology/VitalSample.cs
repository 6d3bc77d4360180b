using Rpm.Telemetry;

namespace Rpm.DeviceSim.Physiology;

/// <summary>What a sensor reports at a moment.</summary>
/// <param name="IsSilent">It reports nothing, as while it warms up.</param>
internal readonly record struct VitalSample(MeasureValues Values, QualityFlags Quality = QualityFlags.None, bool IsSilent = false)
{
    /// <summary>Nothing is reported.</summary>
    public static readonly VitalSample Silence = new(default, QualityFlags.None, true);
}
