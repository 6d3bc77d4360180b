using Rpm.Telemetry;

namespace Rpm.DeviceSim.Physiology;

/// <summary>What one sensor would show at a moment. A pure function of the moment.</summary>
internal interface IVitalSign
{
    /// <summary>The kind of the readings.</summary>
    Kind Kind { get; }

    /// <summary>What the sensor reports at <paramref name="at"/>.</summary>
    VitalSample Measure(Moment at);
}
