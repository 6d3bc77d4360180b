namespace Rpm.Telemetry.Gatt;

/// <summary>What every characteristic's assembler does: members that may be absent, the final check, refusals.</summary>
internal readonly ref struct GattBuilder(in DecodeContext context, ReadingBatch batch)
{
    private readonly ref readonly DecodeContext _context = ref context;
    private readonly ReadingBatch _batch = batch;

    public ref Reading Add(int index, Kind kind)
    {
        ref var reading = ref _batch.Add(index);
        reading.Device = _context.Device!;
        reading.Kind = kind;
        return ref reading;
    }

    /// <summary>Adds a member, or notes why it is absent.</summary>
    public void Member(ref Reading reading, Measure measure, MedFloat number, Unit unit, int shift = 0)
    {
        if (number.TryToQuantity(unit, shift, out var quantity))
        {
            reading.Values.Add(measure, quantity);
            return;
        }

        var absent = number.Class == MedFloatClass.NotANumber;
        reading.Flags |= absent ? ReadingFlags.None : ReadingFlags.MemberDropped;
        _batch.Drop(measure, absent ? RejectReason.MissingValue : RejectReason.InvalidValue);
    }

    /// <summary>Adds glucose: infinity, and a device that says so, are beyond the sensor's range.</summary>
    public void Glucose(ref Reading reading, MedFloat number, Unit unit, int shift, Comparator beyond)
    {
        beyond = beyond != Comparator.None ? beyond : number.Class switch
        {
            MedFloatClass.PositiveInfinity => Comparator.High,
            MedFloatClass.NegativeInfinity => Comparator.Low,
            _ => Comparator.None,
        };
        if (beyond == Comparator.None)
        {
            Member(ref reading, Measure.Glucose, number, unit, shift);
        }
        else
        {
            reading.Values.Add(Measure.Glucose, _context.Devices.ClampOf(reading.Device).Beyond(beyond, unit));
        }
    }

    /// <summary>Judges the reading that was added last, and takes it back where it cannot be kept.</summary>
    public void Finish(int index, ref Reading reading, RejectReason timeFault)
    {
        var measure = default(Measure);
        var reason = timeFault != RejectReason.None ? timeFault : ReadingCheck.Apply(ref reading, _context, _batch, out measure);
        if (reason == RejectReason.None)
        {
            return;
        }

        var detail = reason == RejectReason.MissingTime
            ? "the value has no time that can be used: received must come with it"
            : ReadingFaults.Describe(reason, measure);
        Refuse(index, ref reading, reason, detail, timeFault == RejectReason.None ? reading.Time : null);
    }

    public void Refuse(int index, ref Reading reading, RejectReason reason, string detail, Instant? time = null)
    {
        var (device, kind) = (reading.Device, reading.Kind);
        _batch.Undo();
        _batch.Reject(new Rejection(index, reason, detail, device, kind, time));
    }

    public void Refuse(int index, Kind? kind, RejectReason reason, string detail) =>
        _batch.Reject(new Rejection(index, reason, detail, _context.Device, kind));

    public void Malformed(Kind? kind, GattFault fault) => Refuse(-1, kind, RejectReason.Malformed, fault.ToString());

    public void BadCrc(int index, Kind kind) => Refuse(index, kind, RejectReason.BadCrc, "the E2E-CRC is not that of the value");
}
