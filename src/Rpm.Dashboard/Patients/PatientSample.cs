using Rpm.Dashboard.Charts;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Patients;

/// <summary>A stored reading of the patient, as sent.</summary>
/// <param name="Ordinal">Tells two readings of one device, kind and millisecond apart.</param>
/// <param name="Withdrawn">Why it is used by nothing any more; null for one that counts.</param>
public readonly record struct PatientSample(
    Instant Time, Instant Received, string Device, Kind Kind, short User, byte Ordinal, QualityFlags Quality, ReadingFlags Flags, MeasureValues Values, string? Withdrawn = null)
{
    private const QualityFlags Barred = QualityFlags.SensorOff | QualityFlags.Invalid | QualityFlags.Demonstration | QualityFlags.Calibration;

    private const QualityFlags Doubtful =
        QualityFlags.Movement | QualityFlags.CuffLoose | QualityFlags.Position | QualityFlags.LowPerfusion | QualityFlags.WeakSignal | QualityFlags.Questionable | QualityFlags.Early;

    /// <summary>
    /// Whether it is drawn and counted: not withdrawn, not "sensor off", invalid, demonstration or calibration, and no control solution. The same as the API's series.
    /// </summary>
    public bool IsCounted => Withdrawn is null && (Quality & Barred) == 0
        && !(Values.TryGet(Measure.Sample, out var sample) && sample.Mantissa == (long)SampleType.ControlSolution);

    /// <summary>Whether it arrived longer after its measurement than its kind's bound.</summary>
    public bool IsLate => Kinds.Of(Kind).IsLate(Time, Received);

    public bool IsTest => (Flags & ReadingFlags.Test) != 0;

    /// <summary>What a reader must know of it.</summary>
    public PointMarks Marks =>
        (IsTest ? PointMarks.Test : 0) | (IsLate ? PointMarks.Late : 0) | ((Flags & ReadingFlags.Manual) != 0 ? PointMarks.Manual : 0)
        | ((Quality & Doubtful) != 0 ? PointMarks.Doubtful : 0);

    /// <summary>The value of a measure; a zero where no living patient has one is none.</summary>
    public bool TryGet(Measure measure, out Quantity quantity) =>
        Values.TryGet(measure, out quantity) && (quantity.Mantissa != 0 || measure is not (Measure.Spo2 or Measure.Pulse or Measure.HeartRate));
}
