namespace Rpm.Telemetry.Gatt;

/// <summary>Makes readings of the characteristics that hold one measurement each.</summary>
internal readonly ref struct GattAssembler(in DecodeContext context, ReadingBatch batch, in GattTimes times)
{
    private const byte UnknownUser = 255;
    private const byte ControlSolutionLocation = 4;
    private const int MilligramsPerDecilitreShift = 5; // from kg/L
    private const int MillimolesPerLitreShift = 3; // from mol/L

    private readonly GattBuilder _builder = new(context, batch);
    private readonly ref readonly GattTimes _times = ref times;

    public void BloodPressure(ReadOnlySpan<byte> value)
    {
        if (!BloodPressureMeasurement.TryParse(value, out var measurement, out var fault))
        {
            _builder.Malformed(Kind.BloodPressure, fault);
            return;
        }

        ref var reading = ref _builder.Add(0, Kind.BloodPressure);
        reading.User = User(measurement.User);
        reading.Quality = GattQualities.Of(measurement.Status ?? PressureStatuses.None);
        _builder.Member(ref reading, Measure.Systolic, measurement.Systolic, measurement.Unit);
        _builder.Member(ref reading, Measure.Diastolic, measurement.Diastolic, measurement.Unit);
        _builder.Member(ref reading, Measure.Map, measurement.Map, measurement.Unit);
        if (measurement.Pulse is { } pulse)
        {
            _builder.Member(ref reading, Measure.Pulse, pulse, Unit.PerMinute);
        }

        _builder.Finish(0, ref reading, _times.Stamp(ref reading, measurement.Time));
    }

    public void CuffPressure(ReadOnlySpan<byte> value)
    {
        if (BloodPressureMeasurement.TryParse(value, out _, out var fault))
        {
            _builder.Refuse(0, Kind.BloodPressure, RejectReason.NotAMeasurement, "a cuff's pressure on the way is not a blood pressure");
        }
        else
        {
            _builder.Malformed(Kind.BloodPressure, fault);
        }
    }

    public void SpotCheck(ReadOnlySpan<byte> value)
    {
        if (!PlxSpotCheckMeasurement.TryParse(value, out var measurement, out var fault))
        {
            _builder.Malformed(Kind.PulseOximetry, fault);
            return;
        }

        ref var reading = ref _builder.Add(0, Kind.PulseOximetry);
        var timeFault = _times.Stamp(ref reading, measurement.Time, trusted: !measurement.ClockNotSet);
        Oximetry(ref reading, measurement.Spo2, measurement.Pulse, measurement.Perfusion, measurement.Status, measurement.SensorStatus);
        _builder.Finish(0, ref reading, timeFault);
    }

    public void Continuous(ReadOnlySpan<byte> value)
    {
        if (!PlxContinuousMeasurement.TryParse(value, out var measurement, out var fault))
        {
            _builder.Malformed(Kind.PulseOximetry, fault);
            return;
        }

        ref var reading = ref _builder.Add(0, Kind.PulseOximetry);
        var timeFault = _times.Receipt(ref reading);
        Oximetry(ref reading, measurement.Spo2, measurement.Pulse, measurement.Perfusion, measurement.Status, measurement.SensorStatus);
        _builder.Finish(0, ref reading, timeFault);
    }

    public void Glucose(ReadOnlySpan<byte> value, ReadOnlySpan<byte> contextHex)
    {
        if (!GlucoseMeasurement.TryParse(value, out var measurement, out var fault))
        {
            _builder.Malformed(Kind.Glucose, fault);
            return;
        }

        ref var reading = ref _builder.Add(0, Kind.Glucose);
        reading.Sequence = measurement.Sequence;
        var status = measurement.Status ?? GlucoseMeterStatuses.None;
        reading.Quality = GattQualities.Of(status);
        var timeFault = _times.Stamp(
            ref reading, measurement.BaseTime, trusted: (status & GlucoseMeterStatuses.TimeFault) == 0, measurement.TimeOffset ?? 0);
        if (measurement.Concentration is { } concentration)
        {
            var beyond = (status & GlucoseMeterStatuses.ResultTooHigh) != 0 ? Comparator.High
                : (status & GlucoseMeterStatuses.ResultTooLow) != 0 ? Comparator.Low
                : Comparator.None;
            _builder.Glucose(
                ref reading, concentration, measurement.Moles ? Unit.MillimolePerLitre : Unit.MilligramPerDecilitre,
                measurement.Moles ? MillimolesPerLitreShift : MilligramsPerDecilitreShift, beyond);
            if (!TryReadMeal(ref reading, contextHex, measurement.Sequence, out var detail))
            {
                _builder.Refuse(0, ref reading, RejectReason.Malformed, detail);
                return;
            }

            var sample = measurement.Location == ControlSolutionLocation ? (byte)SampleType.ControlSolution : measurement.Type;
            if (sample is >= (byte)SampleType.CapillaryWholeBlood and <= (byte)SampleType.ControlSolution)
            {
                reading.Values.Add(Measure.Sample, new Quantity(sample, 0, Unit.None));
            }
        }

        _builder.Finish(0, ref reading, timeFault);
    }

    public void GlucoseContextAlone(ReadOnlySpan<byte> value)
    {
        if (GlucoseContext.TryParse(value, out _, out var fault))
        {
            _builder.Refuse(0, Kind.Glucose, RejectReason.NotAMeasurement, "a context has no glucose: it goes with its measurement, as context");
        }
        else
        {
            _builder.Malformed(Kind.Glucose, fault);
        }
    }

    public void HeartRate(ReadOnlySpan<byte> value)
    {
        if (!HeartRateMeasurement.TryParse(value, out var measurement, out var fault))
        {
            _builder.Malformed(Kind.HeartRate, fault);
            return;
        }

        ref var reading = ref _builder.Add(0, Kind.HeartRate);
        reading.Quality = measurement.Contact == SensorContact.NotDetected ? QualityFlags.SensorOff : QualityFlags.None;
        reading.Values.Add(Measure.HeartRate, new Quantity(measurement.HeartRate, 0, Unit.PerMinute));
        _builder.Finish(0, ref reading, _times.Receipt(ref reading));
    }

    public void Temperature(ReadOnlySpan<byte> value)
    {
        if (!TemperatureMeasurement.TryParse(value, out var measurement, out var fault))
        {
            _builder.Malformed(Kind.Temperature, fault);
            return;
        }

        ref var reading = ref _builder.Add(0, Kind.Temperature);
        _builder.Member(ref reading, Measure.Temperature, measurement.Temperature, measurement.Unit);
        _builder.Finish(0, ref reading, _times.Stamp(ref reading, measurement.Time));
    }

    public void Weight(ReadOnlySpan<byte> value)
    {
        if (!WeightMeasurement.TryParse(value, out var measurement, out var fault))
        {
            _builder.Malformed(Kind.Weight, fault);
            return;
        }

        ref var reading = ref _builder.Add(0, Kind.Weight);
        reading.User = User(measurement.User);
        if (measurement.Weight is { } weight)
        {
            reading.Values.Add(Measure.Weight, weight);
        }

        _builder.Finish(0, ref reading, _times.Stamp(ref reading, measurement.Time));
    }

    private void Oximetry(
        ref Reading reading, MedFloat spo2, MedFloat pulse, MedFloat? perfusion, OximeterStatuses? status, OximeterSensorStatuses? sensor)
    {
        reading.Quality = GattQualities.Of(status ?? OximeterStatuses.None) | GattQualities.Of(sensor ?? OximeterSensorStatuses.None);
        reading.Flags |= ((status ?? OximeterStatuses.None) & OximeterStatuses.FromStorage) != 0 ? ReadingFlags.Backfill : ReadingFlags.None;
        if (IsNoReading(spo2))
        {
            reading.Quality |= QualityFlags.SensorOff;
        }
        else
        {
            _builder.Member(ref reading, Measure.Spo2, spo2, Unit.Percent);
        }

        _builder.Member(ref reading, Measure.Pulse, pulse, Unit.PerMinute);
        if (perfusion is { } index)
        {
            _builder.Member(ref reading, Measure.Perfusion, index, Unit.Percent);
        }
    }

    // NaN and 127 are how oximeters write "--".
    private static bool IsNoReading(MedFloat spo2) =>
        !spo2.IsNumber || (spo2.TryToQuantity(Unit.Percent, 0, out var quantity) && quantity.Value is 0 or 127);

    private static bool TryReadMeal(ref Reading reading, ReadOnlySpan<byte> hex, ushort sequence, out string detail)
    {
        detail = "";
        if (hex.IsEmpty)
        {
            return true;
        }

        const int Longest = 17;
        Span<byte> value = stackalloc byte[Longest];
        if (!GattHex.TryDecode(hex, value, out var length) || !GlucoseContext.TryParse(value[..length], out var context, out _))
        {
            detail = "context is not a value of 2A34 in hex";
            return false;
        }

        detail = "context has the sequence number of another measurement";
        if (context.Meal is { } meal and >= (byte)MealContext.Preprandial and <= (byte)MealContext.Bedtime)
        {
            reading.Values.Add(Measure.Meal, new Quantity(meal, 0, Unit.None));
        }

        return context.Sequence == sequence;
    }

    private static short User(byte? sent) => sent is { } user and not UnknownUser ? user : (short)-1;
}
