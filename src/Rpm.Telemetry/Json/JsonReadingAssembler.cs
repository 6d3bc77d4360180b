namespace Rpm.Telemetry.Json;

/// <summary>Makes a reading, or a rejection, of one element's members.</summary>
internal readonly ref struct JsonReadingAssembler(JsonSource source, in DecodeContext context, ReadingBatch batch)
{
    private readonly JsonSource _source = source;
    private readonly ref readonly DecodeContext _context = ref context;
    private readonly ReadingBatch _batch = batch;

    public void Assemble(int index, ref JsonElementMembers members)
    {
        ref var reading = ref _batch.Add(index);
        var subject = JsonMember.None;
        var measure = default(Measure);
        var identity = new JsonIdentity(_source, _context);
        var timeKnown = identity.TryReadTime(members, out var time, out var offset, out var timeFault);
        var kindFault = identity.ReadKind(members, out var kind);
        var deviceFault = identity.ReadDevice(members, out var device);
        var idFault = identity.ReadId(members, ref reading.Id);
        reading.Time = time;
        reading.OffsetMinutes = offset;

        RejectReason reason;
        if (members.TooDeep)
        {
            reason = RejectReason.TooLarge;
        }
        else if (members.Twice != JsonMember.None)
        {
            (reason, subject) = (RejectReason.InvalidValue, members.Twice);
        }
        else if (kindFault != RejectReason.None)
        {
            (reason, subject) = (kindFault, JsonMember.Kind);
        }
        else if (deviceFault != RejectReason.None)
        {
            (reason, subject) = (deviceFault, JsonMember.Device);
        }
        else if (idFault != RejectReason.None)
        {
            (reason, subject) = (idFault, JsonMember.Id);
        }
        else
        {
            reading.Device = device!;
            reading.Kind = kind!.Value;
            reason = timeKnown ? RejectReason.None : ReceiptTime(ref reading, timeFault);
            subject = JsonMember.Time;
            if (reason == RejectReason.None)
            {
                reason = new JsonCommonMembers(_source).Read(members, ref reading, out subject);
            }

            if (reason == RejectReason.None)
            {
                reason = new JsonMeasures(_source, _context.Devices, _batch).Read(members, ref reading, out measure);
            }

            if (reason == RejectReason.None)
            {
                reason = ReadingCheck.Apply(ref reading, _context, _batch, out measure);
            }
        }

        if (reason == RejectReason.None)
        {
            return;
        }

        var id = reading.Id.IsEmpty ? null : reading.Id.ToString();
        _batch.Undo();
        if (measure != default)
        {
            subject = (JsonMember)measure;
        }

        _batch.Reject(new Rejection(index, reason, JsonFaults.Describe(reason, subject, members), device, kind, timeKnown ? time : null, id));
    }

    // A last will is written long before it is sent: the receipt is the only time that a status without one can have.
    private RejectReason ReceiptTime(ref Reading reading, RejectReason fault)
    {
        if (fault != RejectReason.MissingTime || reading.Kind != Kind.Status)
        {
            return fault;
        }

        reading.Time = _context.Received;
        reading.Flags |= ReadingFlags.GatewayTime;
        return RejectReason.None;
    }
}
