using System.Text.Json;

namespace Rpm.Telemetry.Json;

/// <summary>Reads what a reading is of: time, kind, device and the sender's id.</summary>
internal static class JsonIdentity
{
    public static bool TryReadTime(in JsonSource source, in JsonElementMembers members, out Instant time, out short offset, out RejectReason fault)
    {
        time = default;
        offset = 0;
        fault = RejectReason.MissingTime;
        if (!members.Has(JsonMember.Time))
        {
            return false;
        }

        ref readonly var slot = ref members[JsonMember.Time];

        var text = TimeText.Malformed;
        if (slot.Type == JsonTokenType.String && source.TryText(slot, out var utf8))
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

    public static RejectReason ReadKind(in JsonSource source, in DecodeContext context, in JsonElementMembers members, out Kind? kind)
    {
        kind = context.Kind;
        if (!members.Has(JsonMember.Kind))
        {
            return kind is null ? RejectReason.UnknownKind : RejectReason.None;
        }

        ref readonly var slot = ref members[JsonMember.Kind];

        if (slot.Type != JsonTokenType.String || !source.TryText(slot, out var utf8) || !Kinds.TryParse(utf8, out var named))
        {
            return RejectReason.UnknownKind;
        }

        kind ??= named;
        return kind == named ? RejectReason.None : RejectReason.InvalidValue;
    }

    public static RejectReason ReadDevice(in JsonSource source, in DecodeContext context, in JsonElementMembers members, out string? device)
    {
        device = context.Device;
        if (!members.Has(JsonMember.Device))
        {
            return device is null ? RejectReason.UnknownDevice : RejectReason.None;
        }

        ref readonly var slot = ref members[JsonMember.Device];

        if (slot.Type != JsonTokenType.String || !source.TryText(slot, out var utf8) || utf8.IsEmpty)
        {
            return device is null ? RejectReason.UnknownDevice : RejectReason.InvalidValue;
        }

        var named = context.Devices.Intern(utf8);
        device ??= named;

        // The wrong one of two names would be the wrong patient.
        return string.Equals(device, named, StringComparison.Ordinal) ? RejectReason.None : RejectReason.InvalidValue;
    }

    public static RejectReason ReadId(in JsonSource source, in JsonElementMembers members, ref ReadingId id)
    {
        if (!members.Has(JsonMember.Id))
        {
            return RejectReason.None;
        }

        ref readonly var slot = ref members[JsonMember.Id];

        return slot.Type is JsonTokenType.String or JsonTokenType.Number && source.TryText(slot, out var utf8) && ReadingId.TryCreate(utf8, out id)
            ? RejectReason.None
            : RejectReason.InvalidValue;
    }
}
