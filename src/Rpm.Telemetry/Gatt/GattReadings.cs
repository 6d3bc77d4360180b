namespace Rpm.Telemetry.Gatt;

/// <summary>
/// Readings of Bluetooth GATT health characteristics (contract: <c>up/{deviceId}/gatt/{uuid}</c> and <c>up/{deviceId}/gatt</c>). Layouts
/// follow the SIG's descriptions; reserved bits are ignored, a byte too few or too many refuses the value.
/// </summary>
public static partial class GattReadings
{
    /// <summary>Longest value of a characteristic (Core Specification, 3.2.9); a longer one is malformed.</summary>
    public const int MaxValueLength = 512;

    /// <summary>
    /// Decodes one value; <paramref name="context"/> names the device. Never throws for what a frame holds. Allocates nothing for a
    /// value that is accepted, once <paramref name="batch"/> has grown.
    /// </summary>
    /// <remarks>
    /// A code that is no number (NaN, NRes, reserved) makes its member absent. NaN is how a device says that it has none, so only the other
    /// codes mark the reading. Of glucose, ±infinity is beyond the sensor's range. An oximeter's NaN, 0 or 127 % is a sensor that is off,
    /// like a zero in JSON. Cuff pressures on the way to a measurement (0x2A36) and a glucose context alone (0x2A34) are
    /// <see cref="RejectReason.NotAMeasurement"/>.
    /// </remarks>
    public static void Decode(GattCharacteristic characteristic, scoped in GattFrame frame, in DecodeContext context, ReadingBatch batch)
    {
        var reason = GattTimes.Read(frame, context, out var times, out var detail);
        if (reason == RejectReason.None && frame.Value.Length > MaxValueLength)
        {
            (reason, detail) = (RejectReason.Malformed, $"a value has at most {MaxValueLength} bytes");
        }

        if (reason != RejectReason.None)
        {
            batch.Reject(new Rejection(-1, reason, detail, context.Device));
            return;
        }

        var assembler = new GattAssembler(context, batch, times);
        switch (characteristic)
        {
            case GattCharacteristic.BloodPressureMeasurement:
                assembler.BloodPressure(frame.Value);
                break;
            case GattCharacteristic.IntermediateCuffPressure:
                assembler.CuffPressure(frame.Value);
                break;
            case GattCharacteristic.PlxSpotCheckMeasurement:
                assembler.SpotCheck(frame.Value);
                break;
            case GattCharacteristic.PlxContinuousMeasurement:
                assembler.Continuous(frame.Value);
                break;
            case GattCharacteristic.GlucoseMeasurement:
                assembler.Glucose(frame.Value, frame.Context);
                break;
            case GattCharacteristic.GlucoseMeasurementContext:
                assembler.GlucoseContextAlone(frame.Value);
                break;
            case GattCharacteristic.HeartRateMeasurement:
                assembler.HeartRate(frame.Value);
                break;
            case GattCharacteristic.TemperatureMeasurement:
                assembler.Temperature(frame.Value);
                break;
            case GattCharacteristic.WeightMeasurement:
                assembler.Weight(frame.Value);
                break;
            case GattCharacteristic.CgmMeasurement:
                new CgmAssembler(context, batch, times).Measurements(frame.Value, frame.SessionStart);
                break;
            case GattCharacteristic.CgmFeature:
                new CgmAssembler(context, batch, times).Feature(frame.Value);
                break;
            case GattCharacteristic.CgmStatus:
                new CgmAssembler(context, batch, times).Status(frame.Value, frame.SessionStart);
                break;
            case GattCharacteristic.CgmSessionStartTime:
                new CgmAssembler(context, batch, times).SessionStartTime(frame.Value);
                break;
            case GattCharacteristic.CgmSessionRunTime:
                new CgmAssembler(context, batch, times).RunTime(frame.Value);
                break;
            default:
                batch.Reject(new Rejection(-1, RejectReason.UnknownKind, "this characteristic is not one that is read", context.Device));
                break;
        }
    }
}
