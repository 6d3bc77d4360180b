using System.Text.Json;

namespace Rpm.Telemetry.Json;

/// <summary>Reads what a reading is of: time, kind, device and the sender's id.</summary>
internal readonly ref struct JsonIdentity(JsonSource source, in DecodeContext context)
{
    private readonly JsonSource _source = source;
    private readonly ref readonly DecodeContext _context = ref context;

    public bool TryReadTime(in JsonElementMembers members, out Instant time, out short offset, out RejectReason fault)
    {
        time = default;
        offset = 0;
        fault = RejectReason.MissingTime;
        if (!members.TryGet(JsonMember.Time, out var slot))
        {
            return false;
        }

        var text = TimeText.Malformed;
        if (slot.Type == JsonTokenType.String && _source.TryText(slot, out var utf8))
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

    public RejectReason ReadKind(in JsonElementMembers members, out Kind? kind)
    {
        kind = _context.Kind;
        if (!members.TryGet(JsonMember.Kind, out var slot))
        {
            return kind is null ? RejectReason.UnknownKind : RejectReason.None;
        }

        if (slot.Type != JsonTokenType.String || !_source.TryText(slot, out var utf8) || !Kinds.TryParse(utf8, out var named))
        {
            return RejectReason.UnknownKind;
        }

        kind ??= named;
        return kind == named ? RejectReason.None : RejectReason.InvalidValue;
    }

    public RejectReason ReadDevice(in JsonElementMembers members, out string? device)
    {
        device = _context.Device;
        if (!members.TryGet(JsonMember.Device, out var slot))
        {
            return device is null ? RejectReason.UnknownDevice : RejectReason.None;
        }

        if (slot.Type != JsonTokenType.String || !_source.TryText(slot, out var utf8) || utf8.IsEmpty)
        {
            return device is null ? RejectReason.UnknownDevice : RejectReason.InvalidValue;
        }

        var named = _context.Devices.Intern(utf8);
        device ??= named;

        // The wrong one of two names would be the wrong patient.
        return string.Equals(device, named, StringComparison.Ordinal) ? RejectReason.None : RejectReason.InvalidValue;
    }

    public RejectReason ReadId(in JsonElementMembers members, ref ReadingId id)
    {
        if (!members.TryGet(JsonMember.Id, out var slot))
        {
            return RejectReason.None;
        }

        return slot.Type is JsonTokenType.String or JsonTokenType.Number && _source.TryText(slot, out var utf8) && ReadingId.TryCreate(utf8, out id)
            ? RejectReason.None
            : RejectReason.InvalidValue;
    }
}
