using Rpm.Telemetry;

namespace Rpm.Ingest.TimeSeries;

/// <summary>
/// Which stored values may be drawn or counted as the patient's. Out: readings whose device said that the sensor was off,
/// that the value is invalid, made up for a demonstration or taken for calibration; a glucose meter's control solution;
/// whatever was withdrawn. In: everything else, also questionable or typed-in values and simulated readings (where those
/// are allowed at all, they are what the page shows).
/// </summary>
internal static class Statistics
{
    /// <summary>Any of these bars a reading.</summary>
    public const QualityFlags Barred =
        QualityFlags.SensorOff | QualityFlags.Invalid | QualityFlags.Demonstration | QualityFlags.Calibration;

    /// <summary>The digits of a <see cref="Measure.Sample"/> that bar a reading.</summary>
    public const long ControlSolution = (long)SampleType.ControlSolution;
}
