using System.Text;
using System.Text.Json;

namespace Rpm.Telemetry.Json;

/// <summary>Reads the members that every kind takes: quality, flags, sequence, user slot, and a status reading's texts.</summary>
internal static class JsonCommonMembers
{
    // Sequence number and user slot, flags, and what only some readings have.
    private const uint Bits = (1u << (int)JsonMember.Test) | (1u << (int)JsonMember.Manual) | (1u << (int)JsonMember.Backfill)
        | (1u << (int)JsonMember.Seq) | (1u << (int)JsonMember.User);

    public static RejectReason Read(in JsonSource source, in JsonElementMembers members, ref Reading reading, out JsonMember subject)
    {
        subject = JsonMember.Quality;
        if (members.QualityInvalid)
        {
            return RejectReason.InvalidValue;
        }

        reading.Quality = members.Quality;
        if ((members.Values & Bits) == 0 && reading.Kind != Kind.Status)
        {
            subject = JsonMember.None;
            return RejectReason.None;
        }

        if (!TryReadFlag(members, subject = JsonMember.Test, ReadingFlags.Test, ref reading)
            || !TryReadFlag(members, subject = JsonMember.Manual, ReadingFlags.Manual, ref reading)
            || !TryReadFlag(members, subject = JsonMember.Backfill, ReadingFlags.Backfill, ref reading))
        {
            return RejectReason.InvalidValue;
        }

        subject = JsonMember.Seq;
        if (members.Has(JsonMember.Seq))
        {
            if (!source.TryInteger(members[JsonMember.Seq], out var sequence))
            {
                return RejectReason.InvalidValue;
            }

            reading.Sequence = sequence;
        }

        subject = JsonMember.User;
        if (members.Has(JsonMember.User))
        {
            if (!source.TryInteger(members[JsonMember.User], out var userSlot) || userSlot is < 0 or > byte.MaxValue)
            {
                return RejectReason.InvalidValue;
            }

            reading.User = (short)userSlot;
        }

        if (reading.Kind == Kind.Status)
        {
            var error = ReadStatusText(source, members, JsonMember.Error);
            var firmware = ReadStatusText(source, members, JsonMember.Firmware);
            reading.Status = error is null && firmware is null ? null : new StatusText(error, firmware);
        }

        subject = JsonMember.None;
        return RejectReason.None;
    }

    private static bool TryReadFlag(in JsonElementMembers members, JsonMember member, ReadingFlags flag, ref Reading reading)
    {
        if (!members.Has(member))
        {
            return true;
        }

        ref readonly var slot = ref members[member];

        reading.Flags |= slot.Type == JsonTokenType.True ? flag : ReadingFlags.None;
        return slot.Type is JsonTokenType.True or JsonTokenType.False;
    }

    // An error code may be a number. What is longer than any code or version is cut, for it is stored with the reading.
    private static string? ReadStatusText(in JsonSource source, in JsonElementMembers members, JsonMember member)
    {
        const int Longest = 128;
        if (!members.Has(member) || members[member].Type is not (JsonTokenType.String or JsonTokenType.Number)
            || !source.TryText(members[member], out var utf8))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(utf8);
        var end = text.Length <= Longest ? text.Length : char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest;
        return text[..end];
    }
}
