namespace Rpm.Telemetry.Gatt;

/// <summary>
/// The time of a value. A device's time stamp has no zone: it is read in the zone that came with the frame, else in the device's
/// registered one; without either, or where the device's clock was never set, the gateway's receipt is the time and the device's own
/// is kept beside it.
/// </summary>
internal struct GattTimes
{
    private readonly Instant _engine;
    private Instant _received;
    private short _receivedOffset;
    private bool _hasReceived;
    private TimeZoneInfo? _zone;
    private short _zoneOffset;
    private bool _hasZone;

    private GattTimes(Instant engine) => _engine = engine;

    /// <summary>Reads what the gateway said of time.</summary>
    /// <param name="frame">The value and what came with it.</param>
    /// <param name="context">The device and what is registered of it.</param>
    /// <param name="times">The times.</param>
    /// <param name="detail">What is wrong.</param>
    public static RejectReason Read(in GattFrame frame, in DecodeContext context, out GattTimes times, out string detail)
    {
        times = new GattTimes(context.Received);
        detail = "";
        if (!frame.Received.IsEmpty)
        {
            var text = Rfc3339.TryParse(frame.Received, out times._received, out times._receivedOffset);
            if (text != TimeText.Complete)
            {
                detail = "received is not an RFC 3339 time with an offset";
                return text == TimeText.WithoutZone ? RejectReason.TimeWithoutZone : RejectReason.InvalidValue;
            }

            times._hasReceived = true;
        }

        if (!frame.Zone.IsEmpty)
        {
            times._hasZone = LocalTime.TryParseZone(frame.Zone, out times._zone, out times._zoneOffset);
            detail = "zone is neither the IANA name of a zone nor an offset";
            return times._hasZone ? RejectReason.None : RejectReason.InvalidValue;
        }

        times._zone = context.Device is { } device ? context.Devices.ZoneOf(device) : null;
        times._hasZone = times._zone is not null;
        return RejectReason.None;
    }

    /// <summary>Gives the reading the time of its time stamp, or of its receipt.</summary>
    /// <param name="reading">The reading.</param>
    /// <param name="stamp">The device's time; null where there is none.</param>
    /// <param name="trusted">False where the device says that its clock is wrong.</param>
    /// <param name="plusMinutes">Minutes to add.</param>
    public readonly RejectReason Stamp(ref Reading reading, GattDateTime? stamp, bool trusted = true, int plusMinutes = 0)
    {
        if (stamp is { IsKnown: true } device)
        {
            var local = device.LocalMilliseconds + (plusMinutes * 60_000L);
            if (trusted && TryToInstant(local, out var time, out var offset))
            {
                (reading.Time, reading.OffsetMinutes) = (time, offset);
                return RejectReason.None;
            }

            reading.DeviceTime = local;
        }

        return Receipt(ref reading);
    }

    /// <summary>Gives the reading the time of its receipt by the gateway.</summary>
    public readonly RejectReason Receipt(ref Reading reading)
    {
        if (!_hasReceived)
        {
            return RejectReason.MissingTime;
        }

        (reading.Time, reading.OffsetMinutes) = (_received, _receivedOffset);
        reading.Flags |= ReadingFlags.GatewayTime;
        return RejectReason.None;
    }

    /// <summary>The receipt of a device's state, which is the engine's own where the gateway names none.</summary>
    public readonly void StatusReceipt(ref Reading reading)
    {
        if (Receipt(ref reading) != RejectReason.None)
        {
            reading.Time = _engine;
            reading.Flags |= ReadingFlags.GatewayTime;
        }
    }

    /// <summary>When the CGM session started.</summary>
    /// <param name="text">RFC 3339, or the value of 0x2AAA in hex.</param>
    /// <param name="start">The instant.</param>
    /// <param name="offset">Minutes east of UTC.</param>
    /// <param name="detail">What is wrong.</param>
    public readonly RejectReason SessionStart(ReadOnlySpan<byte> text, out Instant start, out short offset, out string detail)
    {
        start = default;
        offset = 0;
        detail = "session-start did not come with the value, and its time counts from there";
        if (text.IsEmpty)
        {
            return RejectReason.NoSessionStart;
        }

        detail = "session-start is neither an RFC 3339 time nor a value of 2AAA in hex";
        switch (Rfc3339.TryParse(text, out start, out offset))
        {
            case TimeText.Complete:
                return RejectReason.None;
            case TimeText.WithoutZone:
                detail = "session-start has no zone, and none is known of the device";
                return TryToInstant(start.UnixMilliseconds, out start, out offset) ? RejectReason.None : RejectReason.TimeWithoutZone;
        }

        Span<byte> value = stackalloc byte[CgmSessionStart.MaxLength];
        if (!GattHex.TryDecode(text, value, out var length) || !CgmSessionStart.TryParse(value[..length], out var session, out _))
        {
            return RejectReason.InvalidValue;
        }

        if (!session.CrcIsValid)
        {
            detail = "the CRC of session-start is wrong";
            return RejectReason.BadCrc;
        }

        detail = "session-start is not known to the sensor";
        if (!session.Time.IsKnown)
        {
            return RejectReason.NoSessionStart;
        }

        detail = "session-start has no zone, and none is known of the device";
        if (session.OffsetMinutes is not { } minutes)
        {
            return TryToInstant(session.Time.LocalMilliseconds, out start, out offset) ? RejectReason.None : RejectReason.TimeWithoutZone;
        }

        (start, offset) = (new Instant(session.Time.LocalMilliseconds - (minutes * 60_000L)), minutes);
        return RejectReason.None;
    }

    private readonly bool TryToInstant(long local, out Instant time, out short offset)
    {
        if (_zone is not null)
        {
            return LocalTime.TryToInstant(local, _zone, _hasReceived ? _received : _engine, out time, out offset);
        }

        (time, offset) = (new Instant(local - (_zoneOffset * 60_000L)), _zoneOffset);
        return _hasZone;
    }
}
