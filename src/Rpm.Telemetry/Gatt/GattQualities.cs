namespace Rpm.Telemetry.Gatt;

/// <summary>
/// What status bits of a device mean for its reading, in the contract's words. A value that its device calls invalid, a demonstration,
/// a test or a calibration, or that a device with a fault made, is marked so that it never raises or clears anything.
/// </summary>
internal static class GattQualities
{
    // Where the specification says "for a valid result", or that the device is broken, the value is none.
    private const GlucoseMeterStatuses MeterInvalid = GlucoseMeterStatuses.SensorMalfunction | GlucoseMeterStatuses.SampleInsufficient
        | GlucoseMeterStatuses.StripInsertion | GlucoseMeterStatuses.StripTypeIncorrect | GlucoseMeterStatuses.TemperatureTooHigh
        | GlucoseMeterStatuses.TemperatureTooLow | GlucoseMeterStatuses.ReadInterrupted | GlucoseMeterStatuses.GeneralFault;

    private const CgmStatuses CgmInvalid = CgmStatuses.SensorTypeIncorrect | CgmStatuses.SensorMalfunction | CgmStatuses.GeneralDeviceFault
        | CgmStatuses.TemperatureTooHigh | CgmStatuses.TemperatureTooLow;

    // Such a value may raise an alert, and never clears one.
    private const CgmStatuses CgmQuestionable = CgmStatuses.SessionStopped | CgmStatuses.CalibrationRequired;

    private const OximeterSensorStatuses SensorQuestionable = OximeterSensorStatuses.SignalIrregularity | OximeterSensorStatuses.ErraticSignal
        | OximeterSensorStatuses.NonPulsatile | OximeterSensorStatuses.QuestionablePulse | OximeterSensorStatuses.UnknownSensor;

    private const OximeterSensorStatuses SensorWeak =
        OximeterSensorStatuses.InadequateSignal | OximeterSensorStatuses.PoorSignal | OximeterSensorStatuses.Interference;

    public static QualityFlags Of(PressureStatuses status) =>
        If(status, PressureStatuses.BodyMovement, QualityFlags.Movement) | If(status, PressureStatuses.CuffTooLoose, QualityFlags.CuffLoose)
        | If(status, PressureStatuses.IrregularPulse, QualityFlags.IrregularPulse) | If(status, PressureStatuses.ImproperPosition, QualityFlags.Position);

    public static QualityFlags Of(OximeterStatuses status) =>
        If(status, OximeterStatuses.EarlyEstimate, QualityFlags.Early)
        | If(status, OximeterStatuses.Demonstration | OximeterStatuses.Testing, QualityFlags.Demonstration)
        | If(status, OximeterStatuses.CalibrationOngoing, QualityFlags.Calibration) | If(status, OximeterStatuses.Questionable, QualityFlags.Questionable)
        | If(status, OximeterStatuses.Invalid | OximeterStatuses.Unavailable, QualityFlags.Invalid);

    public static QualityFlags Of(OximeterSensorStatuses status) =>
        If(status, OximeterSensorStatuses.EquipmentMalfunction | OximeterSensorStatuses.Malfunctioning, QualityFlags.Invalid)
        | If(status, OximeterSensorStatuses.UnconnectedToUser | OximeterSensorStatuses.Disconnected, QualityFlags.SensorOff)
        | If(status, SensorQuestionable, QualityFlags.Questionable) | If(status, SensorWeak, QualityFlags.WeakSignal)
        | If(status, OximeterSensorStatuses.LowPerfusion, QualityFlags.LowPerfusion) | If(status, OximeterSensorStatuses.Displaced, QualityFlags.Position);

    public static QualityFlags Of(GlucoseMeterStatuses status) => If(status, MeterInvalid, QualityFlags.Invalid);

    public static QualityFlags Of(CgmStatuses status) =>
        If(status, CgmInvalid, QualityFlags.Invalid) | If(status, CgmQuestionable, QualityFlags.Questionable);

    /// <summary>The status bits of a cuff that say <paramref name="quality"/>; null where none does.</summary>
    public static PressureStatuses? PressureOf(QualityFlags quality)
    {
        var status = ((quality & QualityFlags.Movement) != 0 ? PressureStatuses.BodyMovement : 0)
            | ((quality & QualityFlags.CuffLoose) != 0 ? PressureStatuses.CuffTooLoose : 0)
            | ((quality & QualityFlags.IrregularPulse) != 0 ? PressureStatuses.IrregularPulse : 0)
            | ((quality & QualityFlags.Position) != 0 ? PressureStatuses.ImproperPosition : 0);
        return status == PressureStatuses.None ? null : status;
    }

    /// <summary>The measurement status bits of an oximeter that say <paramref name="quality"/>; null where none does.</summary>
    public static OximeterStatuses? OximeterOf(QualityFlags quality)
    {
        var status = ((quality & QualityFlags.Early) != 0 ? OximeterStatuses.EarlyEstimate : 0)
            | ((quality & QualityFlags.Demonstration) != 0 ? OximeterStatuses.Demonstration : 0)
            | ((quality & QualityFlags.Calibration) != 0 ? OximeterStatuses.CalibrationOngoing : 0)
            | ((quality & QualityFlags.Questionable) != 0 ? OximeterStatuses.Questionable : 0)
            | ((quality & QualityFlags.Invalid) != 0 ? OximeterStatuses.Invalid : 0);
        return status == OximeterStatuses.None ? null : status;
    }

    /// <summary>The sensor status bits of an oximeter that say <paramref name="quality"/>; null where none does.</summary>
    public static OximeterSensorStatuses? OximeterSensorOf(QualityFlags quality)
    {
        var status = ((quality & QualityFlags.SensorOff) != 0 ? OximeterSensorStatuses.UnconnectedToUser : 0)
            | ((quality & QualityFlags.WeakSignal) != 0 ? OximeterSensorStatuses.PoorSignal : 0)
            | ((quality & QualityFlags.LowPerfusion) != 0 ? OximeterSensorStatuses.LowPerfusion : 0)
            | ((quality & QualityFlags.Position) != 0 ? OximeterSensorStatuses.Displaced : 0);
        return status == OximeterSensorStatuses.None ? null : status;
    }

    private static QualityFlags If(PressureStatuses status, PressureStatuses any, QualityFlags then) => (status & any) != 0 ? then : QualityFlags.None;

    private static QualityFlags If(OximeterStatuses status, OximeterStatuses any, QualityFlags then) => (status & any) != 0 ? then : QualityFlags.None;

    private static QualityFlags If(OximeterSensorStatuses status, OximeterSensorStatuses any, QualityFlags then) => (status & any) != 0 ? then : QualityFlags.None;

    private static QualityFlags If(GlucoseMeterStatuses status, GlucoseMeterStatuses any, QualityFlags then) => (status & any) != 0 ? then : QualityFlags.None;

    private static QualityFlags If(CgmStatuses status, CgmStatuses any, QualityFlags then) => (status & any) != 0 ? then : QualityFlags.None;
}
