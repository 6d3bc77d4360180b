namespace Rpm.Telemetry.Gatt;

/// <summary>Makes readings of the CGM service's characteristics. What is not glucose becomes a status reading: the device is there.</summary>
internal readonly ref struct CgmAssembler(in DecodeContext context, ReadingBatch batch, in GattTimes times)
{
    private readonly GattBuilder _builder = new(context, batch);
    private readonly ReadingBatch _batch = batch;
    private readonly ref readonly GattTimes _times = ref times;

    public void Measurements(ReadOnlySpan<byte> value, ReadOnlySpan<byte> sessionStart)
    {
        var startFault = _times.SessionStart(sessionStart, out var start, out var offset, out var detail);
        int readings = _batch.Count, rejections = _batch.Rejections.Count, at = 0, index = 0;
        do
        {
            if (!CgmMeasurement.TryParse(value, ref at, out var measurement, out var fault))
            {
                // Where one record breaks, nothing says where the next begins, nor that the earlier ones were cut rightly.
                _batch.Truncate(readings, rejections);
                _builder.Malformed(Kind.Cgm, fault);
                return;
            }

            if (!measurement.CrcIsValid)
            {
                _builder.BadCrc(index++, Kind.Cgm);
            }
            else if (startFault != RejectReason.None)
            {
                _builder.Refuse(index++, Kind.Cgm, startFault, detail);
            }
            else
            {
                Measurement(index++, measurement, start + TimeSpan.FromMinutes(measurement.TimeOffset), offset);
            }
        }
        while (at < value.Length);
    }

    public void Feature(ReadOnlySpan<byte> value)
    {
        if (CgmFeature.TryParse(value, out var feature, out var fault))
        {
            Status(feature.CrcIsValid, null);
        }
        else
        {
            _builder.Malformed(Kind.Status, fault);
        }
    }

    public void Status(ReadOnlySpan<byte> value, ReadOnlySpan<byte> sessionStart)
    {
        if (!CgmStatus.TryParse(value, out var status, out var fault))
        {
            _builder.Malformed(Kind.Status, fault);
            return;
        }

        Instant? time = null;
        if (_times.SessionStart(sessionStart, out var start, out _, out _) == RejectReason.None)
        {
            time = start + TimeSpan.FromMinutes(status.TimeOffset);
        }

        Status(status.CrcIsValid, CgmStatusText.Of(status.Status), time);
    }

    public void SessionStartTime(ReadOnlySpan<byte> value)
    {
        if (CgmSessionStart.TryParse(value, out var start, out var fault))
        {
            Status(start.CrcIsValid, null);
        }
        else
        {
            _builder.Malformed(Kind.Status, fault);
        }
    }

    public void RunTime(ReadOnlySpan<byte> value)
    {
        if (CgmSessionRunTime.TryParse(value, out var time, out var fault))
        {
            Status(time.CrcIsValid, null);
        }
        else
        {
            _builder.Malformed(Kind.Status, fault);
        }
    }

    private void Measurement(int index, in CgmMeasurement measurement, Instant time, short offset)
    {
        ref var reading = ref _builder.Add(index, Kind.Cgm);
        (reading.Time, reading.OffsetMinutes) = (time, offset);
        reading.Quality = GattQualities.Of(measurement.Status);
        var beyond = (measurement.Status & CgmStatuses.AboveDeviceRange) != 0 ? Comparator.High
            : (measurement.Status & CgmStatuses.BelowDeviceRange) != 0 ? Comparator.Low
            : Comparator.None;
        _builder.Glucose(ref reading, measurement.Glucose, Unit.MilligramPerDecilitre, 0, beyond);
        if (measurement.Trend is { } trend)
        {
            _builder.Member(ref reading, Measure.GlucoseRate, trend, Unit.MilligramPerDecilitrePerMinute);
        }

        _builder.Finish(index, ref reading, RejectReason.None);
    }

    private void Status(bool crcIsValid, StatusText? text, Instant? time = null)
    {
        if (!crcIsValid)
        {
            _builder.BadCrc(0, Kind.Status);
            return;
        }

        ref var reading = ref _builder.Add(0, Kind.Status);
        reading.Status = text;
        if (time is { } known)
        {
            reading.Time = known;
        }
        else
        {
            _times.StatusReceipt(ref reading);
        }

        _builder.Finish(0, ref reading, RejectReason.None);
    }
}
