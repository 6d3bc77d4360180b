namespace Rpm.Telemetry.Gatt;

public static partial class GattReadings
{
    /// <summary>Longest value that <see cref="TryWrite"/> writes, in bytes.</summary>
    public const int MaxWrittenLength = 19;

    /// <summary>
    /// Writes a reading as a device would notify it, time stamps on a clock in the reading's own offset, to the second. What a
    /// characteristic cannot carry is left out: id, flags, quality that has no status bit, sequence but of a glucose meter.
    /// </summary>
    /// <param name="reading">The reading.</param>
    /// <param name="sessionStart">For <see cref="Kind.Cgm"/>: when its session started.</param>
    /// <param name="destination">At least <see cref="MaxWrittenLength"/> bytes.</param>
    /// <param name="characteristic">What was written.</param>
    /// <param name="length">Its length.</param>
    /// <returns>
    /// False where no characteristic carries the reading: its kind has none, a required member is absent, or a number has more digits than
    /// the field.
    /// </returns>
    public static bool TryWrite(in Reading reading, Instant sessionStart, Span<byte> destination, out GattCharacteristic characteristic, out int length)
    {
        (characteristic, length) = (default, 0);
        return reading.Kind switch
        {
            Kind.BloodPressure => TryWritePressure(reading, destination, out characteristic, out length),
            Kind.PulseOximetry => TryWriteOximetry(reading, destination, out characteristic, out length),
            Kind.Cgm => TryWriteCgm(reading, sessionStart, destination, out characteristic, out length),
            Kind.Glucose => TryWriteGlucose(reading, destination, out characteristic, out length),
            Kind.HeartRate => TryWriteHeartRate(reading, destination, out characteristic, out length),
            Kind.Temperature => TryWriteTemperature(reading, destination, out characteristic, out length),
            Kind.Weight => TryWriteWeight(reading, destination, out characteristic, out length),
            _ => false,
        };
    }

    private static bool TryWritePressure(in Reading reading, Span<byte> destination, out GattCharacteristic characteristic, out int length)
    {
        (characteristic, length) = (GattCharacteristic.BloodPressureMeasurement, 0);
        if (!TrySfloat(reading, Measure.Systolic, 0, out var systolic) || !TrySfloat(reading, Measure.Diastolic, 0, out var diastolic)
            || !TryOptional(reading, Measure.Map, out var map) || !TryOptional(reading, Measure.Pulse, out var pulse)
            || systolic is null || diastolic is null)
        {
            return false;
        }

        reading.Values.TryGet(Measure.Systolic, out var pressure);
        length = new BloodPressureMeasurement
        {
            Unit = pressure.Unit,
            Systolic = systolic.Value,
            Diastolic = diastolic.Value,
            Map = map ?? MedFloat.NotANumber,
            Time = Clock(reading),
            Pulse = pulse,
            User = User(reading),
            Status = GattQualities.PressureOf(reading.Quality),
        }.Write(destination);
        return true;
    }

    private static bool TryWriteOximetry(in Reading reading, Span<byte> destination, out GattCharacteristic characteristic, out int length)
    {
        (characteristic, length) = (GattCharacteristic.PlxSpotCheckMeasurement, 0);
        if (!TryOptional(reading, Measure.Spo2, out var spo2) || !TryOptional(reading, Measure.Pulse, out var pulse)
            || !TryOptional(reading, Measure.Perfusion, out var perfusion))
        {
            return false;
        }

        length = new PlxSpotCheckMeasurement
        {
            Spo2 = spo2 ?? MedFloat.NotANumber,
            Pulse = pulse ?? MedFloat.NotANumber,
            Time = Clock(reading),
            Status = GattQualities.OximeterOf(reading.Quality),
            SensorStatus = GattQualities.OximeterSensorOf(reading.Quality),
            Perfusion = perfusion,
        }.Write(destination);
        return true;
    }

    private static bool TryWriteCgm(in Reading reading, Instant sessionStart, Span<byte> destination, out GattCharacteristic characteristic, out int length)
    {
        (characteristic, length) = (GattCharacteristic.CgmMeasurement, 0);
        var minutes = (reading.Time - sessionStart).TotalMinutes;
        if (minutes is < 0 or > ushort.MaxValue || !reading.Values.TryGet(Measure.Glucose, out var sent) || sent.Unit != Unit.MilligramPerDecilitre
            || !TrySfloat(reading, Measure.Glucose, 0, out var glucose) || !TryOptional(reading, Measure.GlucoseRate, out var trend))
        {
            return false;
        }

        byte? warning = sent.Comparator switch { Comparator.Low => 1 << 6, Comparator.High => 1 << 7, _ => null };
        length = new CgmMeasurement
        {
            Glucose = glucose!.Value,
            TimeOffset = (ushort)minutes,
            WarningOctet = warning,
            Trend = trend,
            Crc = 0,
        }.Write(destination);
        return true;
    }

    private static bool TryWriteGlucose(in Reading reading, Span<byte> destination, out GattCharacteristic characteristic, out int length)
    {
        (characteristic, length) = (GattCharacteristic.GlucoseMeasurement, 0);
        if (!reading.Values.TryGet(Measure.Glucose, out var sent) || reading.Sequence is not (null or (>= 0 and <= ushort.MaxValue)))
        {
            return false;
        }

        var moles = sent.Unit == Unit.MillimolePerLitre;
        if (!TrySfloat(reading, Measure.Glucose, moles ? -3 : -5, out var concentration))
        {
            return false;
        }

        reading.Values.TryGet(Measure.Sample, out var sample);
        length = new GlucoseMeasurement
        {
            Sequence = (ushort)(reading.Sequence ?? 0),
            BaseTime = Clock(reading),
            Concentration = concentration,
            Moles = moles,
            Type = (byte)sample.Mantissa,
            Location = 15, // not available
            Status = sent.Comparator switch
            {
                Comparator.Low => GlucoseMeterStatuses.ResultTooLow,
                Comparator.High => GlucoseMeterStatuses.ResultTooHigh,
                _ => null,
            },
        }.Write(destination);
        return true;
    }

    private static bool TryWriteHeartRate(in Reading reading, Span<byte> destination, out GattCharacteristic characteristic, out int length)
    {
        (characteristic, length) = (GattCharacteristic.HeartRateMeasurement, 0);
        var off = (reading.Quality & QualityFlags.SensorOff) != 0;
        if (!reading.Values.TryGet(Measure.HeartRate, out var rate) && !off)
        {
            return false;
        }

        if (rate.Decimals != 0 || rate.Mantissa is < 0 or > ushort.MaxValue)
        {
            return false;
        }

        length = new HeartRateMeasurement((ushort)rate.Mantissa, off ? SensorContact.NotDetected : SensorContact.Detected, null, default).Write(destination);
        return true;
    }

    private static bool TryWriteTemperature(in Reading reading, Span<byte> destination, out GattCharacteristic characteristic, out int length)
    {
        (characteristic, length) = (GattCharacteristic.TemperatureMeasurement, 0);
        if (!reading.Values.TryGet(Measure.Temperature, out var sent) || !MedFloat.TryCreate(sent, 0, out var temperature) || !temperature.TryToFloat(out _))
        {
            return false;
        }

        length = new TemperatureMeasurement { Temperature = temperature, Unit = sent.Unit, Time = Clock(reading) }.Write(destination);
        return true;
    }

    private static bool TryWriteWeight(in Reading reading, Span<byte> destination, out GattCharacteristic characteristic, out int length)
    {
        (characteristic, length) = (GattCharacteristic.WeightMeasurement, 0);
        if (!reading.Values.TryGet(Measure.Weight, out var weight) || weight.Unit is not (Unit.Kilogram or Unit.Pound))
        {
            return false;
        }

        var steps = weight.Unit == Unit.Pound ? weight.ToDecimal() * 100 : weight.ToDecimal() * 200;
        if (steps != decimal.Truncate(steps) || steps is < 0 or >= WeightMeasurement.Unsuccessful)
        {
            return false;
        }

        length = new WeightMeasurement { Steps = (ushort)steps, Imperial = weight.Unit == Unit.Pound, Time = Clock(reading), User = User(reading) }.Write(destination);
        return true;
    }

    private static bool TrySfloat(in Reading reading, Measure measure, int shift, out MedFloat? number)
    {
        number = null;
        if (!reading.Values.TryGet(measure, out var quantity) || !MedFloat.TryCreate(quantity, shift, out var sent) || !sent.TryToSfloat(out _))
        {
            return false;
        }

        number = sent;
        return true;
    }

    // True where the member is absent.
    private static bool TryOptional(in Reading reading, Measure measure, out MedFloat? number)
    {
        number = null;
        return !reading.Values.TryGet(measure, out _) || TrySfloat(reading, measure, 0, out number);
    }

    private static GattDateTime Clock(in Reading reading) => GattDateTime.FromLocal(reading.Time.UnixMilliseconds + (reading.OffsetMinutes * 60_000L));

    private static byte? User(in Reading reading) => reading.User >= 0 ? (byte)reading.User : null;
}
