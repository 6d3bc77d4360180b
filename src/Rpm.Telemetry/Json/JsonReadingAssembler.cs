using System.Text;
using System.Text.Json;

namespace Rpm.Telemetry.Json;

/// <summary>Makes a reading, or a rejection, of one element's members.</summary>
internal readonly ref struct JsonReadingAssembler(ReadOnlySpan<byte> payload, in DecodeContext context, ReadingBatch batch)
{
    // No text that is looked at is longer; a longer one is no time, unit, name or number.
    private const int LongestText = 512;

    private readonly ReadOnlySpan<byte> _payload = payload;
    private readonly DecodeContext _context = context;
    private readonly ReadingBatch _batch = batch;

    public void Assemble(int index, ref JsonElementMembers members)
    {
        ref var reading = ref _batch.Add(index);
        var subject = JsonMember.None;
        var measure = default(Measure);
        var timeKnown = TryReadTime(members, out var time, out var offset, out var timeFault);
        var kindFault = ReadKind(members, out var kind);
        var deviceFault = ReadDevice(members, out var device);
        var idFault = ReadId(members, ref reading.Id);
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
                reason = ReadCommon(members, ref reading, out subject);
            }

            if (reason == RejectReason.None)
            {
                reason = ReadValues(members, ref reading, out measure);
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

    private bool TryReadTime(in JsonElementMembers members, out Instant time, out short offset, out RejectReason fault)
    {
        time = default;
        offset = 0;
        fault = RejectReason.MissingTime;
        if (!members.TryGet(JsonMember.Time, out var slot))
        {
            return false;
        }

        Span<byte> scratch = slot.Escaped ? stackalloc byte[LongestText] : default;
        var text = TimeText.Malformed;
        if (slot.Type == JsonTokenType.String && TryText(slot, scratch, out var utf8))
        {
            text = Rfc3339.TryParse(utf8, out time, out offset);
        }

        fault = text switch
        {
            TimeText.Complete => RejectReason.None,
            TimeText.WithoutZone => RejectReason.TimeWithoutZone,
            _ => RejectReason.InvalidValue,
        };
        return text == TimeText.Complete;
    }

    private RejectReason ReadKind(in JsonElementMembers members, out Kind? kind)
    {
        kind = _context.Kind;
        if (!members.TryGet(JsonMember.Kind, out var slot))
        {
            return kind is null ? RejectReason.UnknownKind : RejectReason.None;
        }

        Span<byte> scratch = slot.Escaped ? stackalloc byte[LongestText] : default;
        if (slot.Type != JsonTokenType.String || !TryText(slot, scratch, out var utf8) || !Kinds.TryParse(utf8, out var named))
        {
            return RejectReason.UnknownKind;
        }

        kind ??= named;
        return kind == named ? RejectReason.None : RejectReason.InvalidValue;
    }

    private RejectReason ReadDevice(in JsonElementMembers members, out string? device)
    {
        device = _context.Device;
        if (!members.TryGet(JsonMember.Device, out var slot))
        {
            return device is null ? RejectReason.UnknownDevice : RejectReason.None;
        }

        Span<byte> scratch = slot.Escaped ? stackalloc byte[LongestText] : default;
        if (slot.Type != JsonTokenType.String || !TryText(slot, scratch, out var utf8) || utf8.IsEmpty)
        {
            return device is null ? RejectReason.UnknownDevice : RejectReason.InvalidValue;
        }

        var named = _context.Devices.Intern(utf8);
        device ??= named;

        // The wrong one of two names would be the wrong patient.
        return string.Equals(device, named, StringComparison.Ordinal) ? RejectReason.None : RejectReason.InvalidValue;
    }

    private RejectReason ReadId(in JsonElementMembers members, ref ReadingId id)
    {
        if (!members.TryGet(JsonMember.Id, out var slot))
        {
            return RejectReason.None;
        }

        Span<byte> scratch = slot.Escaped ? stackalloc byte[LongestText] : default;
        return slot.Type is JsonTokenType.String or JsonTokenType.Number && TryText(slot, scratch, out var utf8) && ReadingId.TryCreate(utf8, out id)
            ? RejectReason.None
            : RejectReason.InvalidValue;
    }

    private RejectReason ReadCommon(in JsonElementMembers members, ref Reading reading, out JsonMember subject)
    {
        subject = JsonMember.Quality;
        if (members.QualityInvalid)
        {
            return RejectReason.InvalidValue;
        }

        reading.Quality = members.Quality;
        if (!TryReadFlag(members, subject = JsonMember.Test, ReadingFlags.Test, ref reading)
            || !TryReadFlag(members, subject = JsonMember.Manual, ReadingFlags.Manual, ref reading)
            || !TryReadFlag(members, subject = JsonMember.Backfill, ReadingFlags.Backfill, ref reading))
        {
            return RejectReason.InvalidValue;
        }

        subject = JsonMember.Seq;
        if (members.TryGet(JsonMember.Seq, out var seq))
        {
            if (!TryReadInteger(seq, out var sequence))
            {
                return RejectReason.InvalidValue;
            }

            reading.Sequence = sequence;
        }

        subject = JsonMember.User;
        if (members.TryGet(JsonMember.User, out var user))
        {
            if (!TryReadInteger(user, out var userSlot) || userSlot is < 0 or > byte.MaxValue)
            {
                return RejectReason.InvalidValue;
            }

            reading.User = (short)userSlot;
        }

        if (reading.Kind == Kind.Status)
        {
            var error = ReadStatusText(members, JsonMember.Error);
            var firmware = ReadStatusText(members, JsonMember.Firmware);
            reading.Status = error is null && firmware is null ? null : new StatusText(error, firmware);
        }

        subject = JsonMember.None;
        return RejectReason.None;
    }

    private static bool TryReadFlag(in JsonElementMembers members, JsonMember member, ReadingFlags flag, ref Reading reading)
    {
        if (!members.TryGet(member, out var slot))
        {
            return true;
        }

        reading.Flags |= slot.Type == JsonTokenType.True ? flag : ReadingFlags.None;
        return slot.Type is JsonTokenType.True or JsonTokenType.False;
    }

    private bool TryReadInteger(JsonSlot slot, out long value)
    {
        value = 0;
        return slot.Type == JsonTokenType.Number && long.TryParse(Raw(slot), System.Globalization.NumberStyles.AllowLeadingSign,
            System.Globalization.CultureInfo.InvariantCulture, out value);
    }

    // An error code may be a number. What is longer than any code or version is cut, for it is stored with the reading.
    private string? ReadStatusText(in JsonElementMembers members, JsonMember member)
    {
        const int Longest = 128;
        if (!members.TryGet(member, out var slot) || slot.Type is not (JsonTokenType.String or JsonTokenType.Number))
        {
            return null;
        }

        Span<byte> scratch = slot.Escaped ? stackalloc byte[LongestText] : default;
        if (!TryText(slot, scratch, out var utf8))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(utf8);
        var end = text.Length <= Longest ? text.Length : char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest;
        return text[..end];
    }

    private RejectReason ReadValues(in JsonElementMembers members, ref Reading reading, out Measure measure)
    {
        var definition = Kinds.Of(reading.Kind);
        var off = (reading.Quality & QualityFlags.SensorOff) != 0;
        var any = false;
        for (var i = 0; i < definition.Members.Count; i++)
        {
            var member = definition.Members[i];
            var present = members.TryGet((JsonMember)member.Measure, out _);
            any |= present && member.ImpliedUnit is null;
            if (member.Required && !present && !off)
            {
                measure = member.Measure;
                return RejectReason.MissingValue;
            }
        }

        measure = default;
        var reason = ReadUnit(members, definition, any, out var unit);
        if (reason != RejectReason.None)
        {
            return reason;
        }

        for (var i = 0; i < definition.Members.Count; i++)
        {
            var member = definition.Members[i];
            if (!members.TryGet((JsonMember)member.Measure, out var slot))
            {
                continue;
            }

            if (TryReadQuantity(slot, member.Measure, member.UnitFor(unit), reading.Device, out var quantity))
            {
                reading.Values.Add(member.Measure, quantity);
                continue;
            }

            measure = member.Measure;
            if (member.Required && !off)
            {
                return RejectReason.InvalidValue;
            }

            reading.Flags |= ReadingFlags.MemberDropped;
            _batch.Drop(member.Measure, RejectReason.InvalidValue);
        }

        measure = default;
        return RejectReason.None;
    }

    private RejectReason ReadUnit(in JsonElementMembers members, KindDefinition definition, bool needed, out Unit? unit)
    {
        unit = null;
        if (!members.TryGet(JsonMember.Unit, out var slot))
        {
            return definition.UnitRequired && needed ? RejectReason.MissingUnit : RejectReason.None;
        }

        Span<byte> scratch = slot.Escaped ? stackalloc byte[LongestText] : default;
        if (slot.Type != JsonTokenType.String || !TryText(slot, scratch, out var utf8) || !Units.TryParse(utf8, out var named)
            || !Measures.Of(definition.Members[0].Measure).Accepts(named))
        {
            return RejectReason.UnknownUnit;
        }

        unit = named;
        return RejectReason.None;
    }

    private bool TryReadQuantity(JsonSlot slot, Measure measure, Unit unit, string device, out Quantity quantity)
    {
        quantity = default;
        switch (slot.Type)
        {
            case JsonTokenType.Number:
                if (!ExactNumber.TryParse(Raw(slot), out var mantissa, out var decimals))
                {
                    return false;
                }

                quantity = new Quantity(mantissa, decimals, unit);
                return JsonNames.IsCode(measure, quantity);
            case JsonTokenType.True or JsonTokenType.False when measure == Measure.Charging:
                quantity = new Quantity(slot.Type == JsonTokenType.True ? 1 : 0, 0, Unit.None);
                return true;
            case JsonTokenType.String:
                Span<byte> scratch = slot.Escaped ? stackalloc byte[LongestText] : default;
                return TryText(slot, scratch, out var word) && TryReadWord(word, measure, unit, device, out quantity);
            default:
                return false;
        }
    }

    private bool TryReadWord(ReadOnlySpan<byte> word, Measure measure, Unit unit, string device, out Quantity quantity)
    {
        quantity = default;
        if (measure != Measure.Glucose)
        {
            var code = JsonNames.Code(measure, word);
            quantity = new Quantity(code, 0, Unit.None);
            return code > 0;
        }

        var comparator = JsonNames.Beyond(word);
        if (comparator == Comparator.None)
        {
            return false;
        }

        quantity = _context.Devices.ClampOf(device).Beyond(comparator, unit);
        return true;
    }

    private ReadOnlySpan<byte> Raw(JsonSlot slot) => _payload.Slice(slot.Start, slot.Length);

    private bool TryText(JsonSlot slot, Span<byte> scratch, out ReadOnlySpan<byte> utf8)
    {
        utf8 = Raw(slot);
        if (utf8.Length > LongestText)
        {
            return false;
        }

        if (!slot.Escaped)
        {
            return true;
        }

        var length = JsonText.Unescape(utf8, scratch);
        utf8 = scratch[..Math.Max(0, length)];
        return length >= 0;
    }
}
