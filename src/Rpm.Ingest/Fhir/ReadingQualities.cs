using Rpm.Telemetry;

namespace Rpm.Ingest.Fhir;

/// <summary>
/// The quality marks that stand beside a value as interpretation. Sensor-off and invalid are not here: they take the value's
/// place (dataAbsentReason); demonstration is a security label. Measurement status codes: HL7 PHD implementation guide.
/// </summary>
internal static class ReadingQualities
{
    public static readonly IReadOnlyList<(QualityFlags Flag, string Code, string Display, string? MeasurementStatus)> All =
    [
        (QualityFlags.Movement, "movement", "Movement during the measurement", null),
        (QualityFlags.IrregularPulse, "irregular-pulse", "Irregular pulse detected by the device", null),
        (QualityFlags.CuffLoose, "cuff-loose", "Cuff loose", null),
        (QualityFlags.Position, "position", "Wrong measurement position", null),
        (QualityFlags.LowPerfusion, "low-perfusion", "Low perfusion", null),
        (QualityFlags.WeakSignal, "weak-signal", "Weak signal", null),
        (QualityFlags.Questionable, "questionable", "Questionable", "questionable"),
        (QualityFlags.Calibration, "calibration", "Calibration ongoing", "calibration-ongoing"),
        (QualityFlags.Early, "early", "Early estimate", "early-indication"),
    ];
}
