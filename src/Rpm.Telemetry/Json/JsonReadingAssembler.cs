namespace Rpm.Telemetry.Json;

/// <summary>Makes a reading, or a rejection, of one element's members.</summary>
internal static class JsonReadingAssembler
{
    public static void Assemble(in JsonSource source, in DecodeContext context, ReadingBatch batch, int index, in JsonElementMembers members)
    {
        ref var reading = ref batch.Add(index);
        var subject = JsonMember.None;
        var measure = default(Measure);
        var timeKnown = JsonIdentity.TryReadTime(source, members, out var time, out var offset, out var timeFault);
        var kindFault = JsonIdentity.ReadKind(source, context, members, out var kind);
        var deviceFault = JsonIdentity.ReadDevice(source, context, members, out var device);
        var idFault = JsonIdentity.ReadId(source, members, ref reading.Id);
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
            reason = timeKnown ? RejectReason.None : ReceiptTime(context, ref reading, timeFault);
            subject = JsonMember.Time;
            if (reason == RejectReason.None)
            {
                reason = JsonCommonMembers.Read(source, members, ref reading, out subject);
            }

            if (reason == RejectReason.None)
            {
                reason = JsonMeasures.Read(source, context.Devices, batch, members, ref reading, out measure);
            }

            if (reason == RejectReason.None)
            {
                reason = ReadingCheck.Apply(ref reading, context, batch, out measure);
            }
        }

        if (reason == RejectReason.None)
        {
            return;
        }

        var id = reading.Id.IsEmpty ? null : reading.Id.ToString();
        batch.Undo();
        if (measure != default)
        {
            subject = (JsonMember)measure;
        }

        batch.Reject(new Rejection(index, reason, JsonFaults.Describe(reason, subject, members), device, kind, timeKnown ? time : null, id));
    }

    // A last will is written long before it is sent: the receipt is the only time that a status without one can have.
    private static RejectReason ReceiptTime(in DecodeContext context, ref Reading reading, RejectReason fault)
    {
        if (fault != RejectReason.MissingTime || reading.Kind != Kind.Status)
        {
            return fault;
        }

        reading.Time = context.Received;
        reading.Flags |= ReadingFlags.GatewayTime;
        return RejectReason.None;
    }
}
