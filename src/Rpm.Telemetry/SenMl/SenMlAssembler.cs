using System.Text;
using Rpm.Telemetry.Json;

namespace Rpm.Telemetry.SenMl;

/// <summary>Groups the records of a pack by base name and time and makes the readings of each group.</summary>
internal readonly ref struct SenMlAssembler(ReadOnlySpan<byte> source, in DecodeContext context, ReadingBatch batch)
{
    private const int LongestStatusText = 128;
    private const int LongestText = 512;
    private readonly ReadOnlySpan<byte> _source = source;
    private readonly DecodeContext _context = context;
    private readonly ReadingBatch _batch = batch;

    public void Assemble(Span<SenMlRecord> records)
    {
        if (!TryGroup(records))
        {
            GroupBySorting(records);
        }

        for (int from = 0, to; from < records.Length; from = to)
        {
            for (to = from + 1; to < records.Length && records[to].First == records[from].First; to++)
            {
            }

            Group(records[from..to]);
        }
    }

    // Packs come group by group and with few groups: then nothing need be moved. False where it is not so.
    private static bool TryGroup(Span<SenMlRecord> records)
    {
        const int FewGroups = 64;
        Span<int> heads = stackalloc int[FewGroups];
        var groups = 0;
        for (var i = 0; i < records.Length; i++)
        {
            if (i > 0 && IsOneGroup(records[i], records[i - 1]))
            {
                records[i].First = records[i - 1].First;
                continue;
            }

            foreach (var head in heads[..groups])
            {
                if (IsOneGroup(records[i], records[head]))
                {
                    return false;
                }
            }

            if (groups == FewGroups)
            {
                return false;
            }

            records[i].First = records[i].Index;
            heads[groups++] = i;
        }

        return true;
    }

    private static void GroupBySorting(Span<SenMlRecord> records)
    {
        records.Sort(default(ByGroup));
        for (var i = 0; i < records.Length; i++)
        {
            records[i].First = i > 0 && IsOneGroup(records[i], records[i - 1]) ? records[i - 1].First : records[i].Index;
        }

        records.Sort(default(ByPlace));
    }

    private static bool IsOneGroup(in SenMlRecord one, in SenMlRecord other) => one.BaseHash == other.BaseHash && one.Time == other.Time;

    private void Group(ReadOnlySpan<SenMlRecord> group)
    {
        var named = group[0].Kind;
        if (Count(group, JsonMember.Kind, out var word) > 0 && group[word].Type == SenMlValueType.Text && Kinds.TryParse(Text(group[word], stackalloc byte[LongestText]), out var said))
        {
            named = said;
        }

        if (named is { } kind)
        {
            Reading(group, kind, group[0].Index);
            return;
        }

        // Each record belongs to one reading, so that a place in the pack names one.
        var (any, pulseTaken) = (false, false);
        for (var i = 0; i < Kinds.All.Count; i++)
        {
            var definition = Kinds.All[i];
            var first = FirstOf(group, definition);
            if (first < 0 || definition.Kind == Kind.Cgm || (definition.Kind == Kind.Glucose && Is(group, JsonMember.Rate)))
            {
                continue;
            }

            if (definition.Kind == Kind.Glucose && !Is(group, JsonMember.Meal) && !Is(group, JsonMember.Sample))
            {
                Refuse(first, RejectReason.UnknownKind, "glucose may be a meter's or a sensor's: base name or a record kind must say which", null, group[0].Time);
            }
            else
            {
                Reading(group, definition.Kind, first, pulse: !pulseTaken);
                pulseTaken |= definition.Find(Measure.Pulse) is not null;
            }

            any = true;
        }

        if (Is(group, JsonMember.Rate) && Count(group, JsonMember.Glucose, out var glucose) > 0)
        {
            Reading(group, Kind.Cgm, group[glucose].Index);
            any = true;
        }

        if (!any)
        {
            Refuse(group[0].Index, RejectReason.UnknownKind, "the records have not the members of any kind", null, group[0].Time);
        }
    }

    // The first record that makes the group a reading of this kind: a required member, or any of a status.
    private static int FirstOf(ReadOnlySpan<SenMlRecord> group, KindDefinition definition)
    {
        foreach (ref readonly var record in group)
        {
            var member = record.Member is > JsonMember.None and < JsonMember.Time ? definition.Find((Measure)record.Member) : null;
            if (member is { Required: true } || (definition.Kind == Kind.Status && (member is not null || record.Member is JsonMember.Error or JsonMember.Firmware)))
            {
                return record.Index;
            }
        }

        return -1;
    }

    private void Reading(ReadOnlySpan<SenMlRecord> group, Kind kind, int index, bool pulse = true)
    {
        ref var reading = ref _batch.Add(index);
        reading.Device = _context.Device!;
        reading.Kind = kind;
        reading.Time = group[0].Time;
        reading.Flags = group[0].Relative ? ReadingFlags.GatewayTime : ReadingFlags.None;
        var measure = default(Measure);
        var subject = JsonMember.Time;
        var reason = group[0].Fault != RejectReason.None ? group[0].Fault : ReadCommon(group, ref reading, out subject);
        var detail = reason == RejectReason.None ? "" : group[0].Fault != RejectReason.None ? "time is not one that can be kept" : $"{subject} is not what it must be";
        if (reason == RejectReason.None)
        {
            reason = ReadValues(group, ref reading, pulse, out measure);
        }

        if (reason == RejectReason.None)
        {
            reason = ReadingCheck.Apply(ref reading, _context, _batch, out measure);
        }

        if (reason == RejectReason.None)
        {
            return;
        }

        var time = reading.Time;
        var id = reading.Id.IsEmpty ? null : reading.Id.ToString();
        _batch.Undo();
        Refuse(index, reason, detail.Length > 0 ? detail : ReadingFaults.Describe(reason, measure), kind, time, id);
    }

    private RejectReason ReadCommon(ReadOnlySpan<SenMlRecord> group, ref Reading reading, out JsonMember subject)
    {
        string? error = null, firmware = null;
        Span<byte> scratch = stackalloc byte[LongestText];
        foreach (ref readonly var record in group)
        {
            subject = record.Member;
            switch (record.Member)
            {
                case JsonMember.Id when record.Type != SenMlValueType.Text || !ReadingId.TryCreate(Text(record, scratch), out reading.Id):
                case JsonMember.Seq when record.Type != SenMlValueType.Number || record.Decimals != 0:
                case JsonMember.User when record.Type != SenMlValueType.Number || record.Decimals != 0 || record.Mantissa is < 0 or > byte.MaxValue:
                case JsonMember.Test or JsonMember.Manual or JsonMember.Backfill when record.Type is not (SenMlValueType.True or SenMlValueType.False):
                case JsonMember.Quality when record.Type != SenMlValueType.Text:
                    return RejectReason.InvalidValue;
                case JsonMember.Seq:
                    reading.Sequence = record.Mantissa;
                    break;
                case JsonMember.User:
                    reading.User = (short)record.Mantissa;
                    break;
                case JsonMember.Test:
                    reading.Flags |= record.Type == SenMlValueType.True ? ReadingFlags.Test : ReadingFlags.None;
                    break;
                case JsonMember.Manual:
                    reading.Flags |= record.Type == SenMlValueType.True ? ReadingFlags.Manual : ReadingFlags.None;
                    break;
                case JsonMember.Backfill:
                    reading.Flags |= record.Type == SenMlValueType.True ? ReadingFlags.Backfill : ReadingFlags.None;
                    break;
                case JsonMember.Quality:
                    reading.Quality |= Qualities(Text(record, scratch));
                    break;
                case JsonMember.Error when reading.Kind == Kind.Status:
                    error = StatusWord(record, scratch);
                    break;
                case JsonMember.Firmware when reading.Kind == Kind.Status:
                    firmware = StatusWord(record, scratch);
                    break;
            }
        }

        subject = JsonMember.None;
        reading.Status = error is null && firmware is null ? null : new StatusText(error, firmware);
        return RejectReason.None;
    }

    private RejectReason ReadValues(ReadOnlySpan<SenMlRecord> group, ref Reading reading, bool pulse, out Measure measure)
    {
        var off = (reading.Quality & QualityFlags.SensorOff) != 0;
        var members = Kinds.Of(reading.Kind).Members;
        for (var i = 0; i < members.Count; i++)
        {
            var member = members[i];
            measure = member.Measure;
            var count = Count(group, (JsonMember)measure, out var at);
            if (count == 0 || (measure == Measure.Pulse && !pulse))
            {
                continue;
            }

            var quantity = default(Quantity);
            var reason = count > 1 ? RejectReason.InvalidValue : ReadQuantity(group[at], member, reading, out quantity);
            if (reason == RejectReason.None)
            {
                reading.Values.Add(measure, quantity);
                continue;
            }

            if (member.Required && !off)
            {
                return reason;
            }

            reading.Flags |= ReadingFlags.MemberDropped;
            _batch.Drop(measure, reason);
        }

        measure = default;
        return RejectReason.None;
    }

    private RejectReason ReadQuantity(in SenMlRecord record, MemberDefinition member, in Reading reading, out Quantity quantity)
    {
        quantity = default;
        Span<byte> scratch = stackalloc byte[record.Type == SenMlValueType.Text ? LongestText : 0];
        var definition = Measures.Of(member.Measure);
        if (definition.CanonicalUnit == Unit.None)
        {
            quantity = record.Type switch
            {
                SenMlValueType.True or SenMlValueType.False => new Quantity(record.Type == SenMlValueType.True ? 1 : 0, 0, Unit.None),
                SenMlValueType.Text => new Quantity(JsonNames.Code(member.Measure, Text(record, scratch)), 0, Unit.None),
                SenMlValueType.Number => new Quantity(record.Mantissa, record.Decimals, Unit.None),
                _ => new Quantity(-1, 0, Unit.None),
            };
            return JsonNames.IsCode(member.Measure, quantity) ? RejectReason.None : RejectReason.InvalidValue;
        }

        if (record.HasUnit && !record.KnowsUnit)
        {
            return RejectReason.UnknownUnit;
        }

        var sent = record.HasUnit ? record.Unit
            : member.Measure == Measure.GlucoseRate && reading.Values.TryGet(Measure.Glucose, out var glucose) ? glucose.Unit
            : member.ImpliedUnit;
        if (sent is not { } unit)
        {
            return RejectReason.MissingUnit;
        }

        unit = member.Measure == Measure.GlucoseRate && Units.PerMinuteOf(unit) is var rate and not Unit.None ? rate : unit;
        if (!definition.Accepts(unit) || !FitsTheOthers(member.Measure, unit, reading))
        {
            return RejectReason.UnknownUnit;
        }

        if (record.Type == SenMlValueType.Text && member.Measure == Measure.Glucose && JsonNames.Beyond(Text(record, scratch)) is var beyond and not Comparator.None)
        {
            quantity = _context.Devices.ClampOf(reading.Device).Beyond(beyond, unit);
            return RejectReason.None;
        }

        quantity = new Quantity(record.Mantissa, record.Decimals, unit);
        return record.Type == SenMlValueType.Number ? RejectReason.None : RejectReason.InvalidValue;
    }

    // A cuff's pressures are compared with each other, so they must be in one unit.
    private static bool FitsTheOthers(Measure measure, Unit unit, in Reading reading) =>
        measure is not (Measure.Diastolic or Measure.Map) || reading.Values.Count == 0 || reading.Values[0].Quantity.Unit == unit;

    private static QualityFlags Qualities(ReadOnlySpan<byte> words)
    {
        var quality = QualityFlags.None;
        while (!words.IsEmpty)
        {
            var end = words.IndexOfAny((byte)' ', (byte)',');
            quality |= JsonNames.Quality(end < 0 ? words : words[..end]);
            words = end < 0 ? default : words[(end + 1)..];
        }

        return quality;
    }

    private string? StatusWord(in SenMlRecord record, Span<byte> scratch)
    {
        if (record.Type != SenMlValueType.Text)
        {
            return record.Type == SenMlValueType.Number ? new Quantity(record.Mantissa, record.Decimals, Unit.None).ToString() : null;
        }

        var text = Encoding.UTF8.GetString(Text(record, scratch));
        var end = text.Length <= LongestStatusText ? text.Length
            : char.IsHighSurrogate(text[LongestStatusText - 1]) ? LongestStatusText - 1
            : LongestStatusText;
        return text[..end];
    }

    private static int Count(ReadOnlySpan<SenMlRecord> group, JsonMember member, out int at)
    {
        var count = 0;
        at = -1;
        for (var i = 0; i < group.Length; i++)
        {
            if (group[i].Member == member && group[i].Type != SenMlValueType.None)
            {
                at = i;
                count++;
            }
        }

        return count;
    }

    private static bool Is(ReadOnlySpan<SenMlRecord> group, JsonMember member) => Count(group, member, out _) > 0;

    // A text too long to be any that counts, or one with half a surrogate pair, is empty.
    private ReadOnlySpan<byte> Text(in SenMlRecord record, Span<byte> scratch)
    {
        var text = _source.Slice(record.Text.Start, record.Text.Length);
        if (!record.Text.Escaped)
        {
            return text;
        }

        var length = text.Length <= scratch.Length ? JsonText.Unescape(text, scratch) : 0;
        return scratch[..Math.Max(0, length)];
    }

    private void Refuse(int index, RejectReason reason, string detail, Kind? kind, Instant time, string? id = null) =>
        _batch.Reject(new Rejection(index, reason, detail, _context.Device, kind, time, id));

    private readonly struct ByGroup : IComparer<SenMlRecord>
    {
        public int Compare(SenMlRecord x, SenMlRecord y)
        {
            var order = x.BaseHash.CompareTo(y.BaseHash);
            order = order != 0 ? order : x.Time.CompareTo(y.Time);
            return order != 0 ? order : x.Index.CompareTo(y.Index);
        }
    }

    private readonly struct ByPlace : IComparer<SenMlRecord>
    {
        public int Compare(SenMlRecord x, SenMlRecord y)
        {
            var order = x.First.CompareTo(y.First);
            return order != 0 ? order : x.Index.CompareTo(y.Index);
        }
    }
}
