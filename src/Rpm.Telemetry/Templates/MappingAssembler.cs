using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Rpm.Telemetry.Json;

namespace Rpm.Telemetry.Templates;

/// <summary>Makes a reading of one match of a template.</summary>
internal readonly ref struct MappingAssembler(in DecodeContext context, MappingTrace? trace)
{
    private readonly DecodeContext _context = context;
    private readonly MappingTrace? _trace = trace;

    public MappedReading Assemble(MappingTemplate template, scoped in MappingScope scope)
    {
        var mapped = new MappedReading { Template = template };
        var entry = _trace is null ? null : Trace(template, scope);
        mapped.Reading = new Reading { Device = "", Kind = template.Kind ?? default, Time = default, User = -1 };
        if (!TryReadDevice(template, scope, ref mapped.Reading))
        {
            mapped.Reason = RejectReason.UnknownDevice;
            mapped.Detail = "the template finds no device in the message";
        }

        if (mapped.Reason == RejectReason.None)
        {
            mapped.Reason = MappingTimes.Read(template, scope, _context, ref mapped.Reading, out mapped.Detail);
        }

        if (entry is not null)
        {
            entry.Device = mapped.Reading.Device.Length > 0 ? mapped.Reading.Device : null;
            entry.Time = mapped.Reason == RejectReason.None ? mapped.Reading.Time : null;
        }

        if (template.Kind is null || mapped.Reason != RejectReason.None)
        {
            return mapped;
        }

        mapped.Correlation = template.Correlation is { } correlation && correlation.Evaluate(scope).Utf8 is { Length: > 0 } id ? XxHash3.HashToUInt64(id) | 1 : 0;
        if (template.Id is { } own && !ReadingId.TryCreate(own.Evaluate(scope).Utf8, out mapped.Reading.Id))
        {
            (mapped.Reason, mapped.Detail) = (RejectReason.InvalidValue, $"id is longer than {ReadingId.MaxLength} bytes");
        }

        for (var i = 0; i < template.Flags.Count; i++)
        {
            if (template.Flags[i].Holds(scope))
            {
                mapped.Reading.Quality |= template.Flags[i].Quality;
                mapped.Reading.Flags |= template.Flags[i].Flag;
            }
        }

        if (mapped.Reason == RejectReason.None)
        {
            ReadValues(template, scope, ref mapped);
        }

        return mapped;
    }

    private bool TryReadDevice(MappingTemplate template, scoped in MappingScope scope, ref Reading reading)
    {
        var sent = template.Device is { } device ? device.Evaluate(scope) : default;
        if (sent.Type is MappingValueType.Text or MappingValueType.Number && !sent.Utf8.IsEmpty)
        {
            reading.Device = _context.Devices.Intern(sent.Utf8);
            return true;
        }

        reading.Device = _context.Device ?? "";
        return template.Device is null && _context.Device is not null;
    }

    private void ReadValues(MappingTemplate template, scoped in MappingScope scope, ref MappedReading mapped)
    {
        string? error = null, firmware = null;
        for (var i = 0; i < template.Members.Count; i++)
        {
            var member = template.Members[i];
            var value = member.Expression.Evaluate(scope);
            var sentinel = value.Type != MappingValueType.Absent && member.IsAbsent(value.Word);
            if (value.Type == MappingValueType.Absent || sentinel)
            {
                // An oximeter's word for "no value" is a sensor that is off, like its zero.
                mapped.Reading.Quality |= sentinel && member.Member == JsonMember.Spo2 ? QualityFlags.SensorOff : QualityFlags.None;
                if (member.Required && (mapped.Reading.Quality & QualityFlags.SensorOff) == 0)
                {
                    Refuse(ref mapped, RejectReason.MissingValue, $"{member.Name} is required by the template and not in the message");
                    return;
                }

                continue;
            }

            var reason = member.Member switch
            {
                JsonMember.None => RejectReason.None,
                JsonMember.Error => Text(value, ref error),
                JsonMember.Firmware => Text(value, ref firmware),
                JsonMember.Id => ReadingId.TryCreate(value.Utf8, out mapped.Reading.Id) ? RejectReason.None : RejectReason.InvalidValue,
                JsonMember.Seq => ReadSequence(value, ref mapped.Reading),
                JsonMember.User => ReadUser(value, ref mapped.Reading),
                _ => ReadMeasure(template, member, value, scope, ref mapped),
            };
            if (reason != RejectReason.None)
            {
                Refuse(ref mapped, reason, $"{member.Name}: {ReadingFaults.Describe(reason, member.Member is > JsonMember.None and < JsonMember.Time ? (Measure)member.Member : default)}");
                return;
            }
        }

        mapped.Reading.Status = error is null && firmware is null ? null : new StatusText(error, firmware);
        Order(ref mapped.Reading);
    }

    // None also for an optional measure that is left out.
    private RejectReason ReadMeasure(MappingTemplate template, MappingMember member, MappingValue value, scoped in MappingScope scope, ref MappedReading mapped)
    {
        var measure = (Measure)member.Member;
        var definition = Kinds.Of(mapped.Reading.Kind).Find(measure)!;
        var reason = ReadQuantity(template, member, definition, value, scope, ref mapped.Reading, out var quantity);
        if (mapped.Reading.Values.TryGet(measure, out _))
        {
            return RejectReason.InvalidValue; // two values of a template for one member
        }

        if (reason == RejectReason.None)
        {
            mapped.Reading.Values.Add(measure, quantity);
            return RejectReason.None;
        }

        if (member.Required || definition.Required)
        {
            return reason;
        }

        mapped.Dropped |= 1u << (int)measure;
        return RejectReason.None;
    }

    private RejectReason ReadQuantity(
        MappingTemplate template, MappingMember member, MemberDefinition definition, MappingValue value, scoped in MappingScope scope,
        ref Reading reading, out Quantity quantity)
    {
        quantity = default;
        var word = member.Translate(value.Word);
        var measure = definition.Measure;
        if (Measures.CanonicalUnit(measure) == Unit.None)
        {
            var code = value.Type switch
            {
                MappingValueType.True => 1,
                MappingValueType.False => 0,
                _ => JsonNames.Code(measure, word),
            };
            quantity = code >= 0 ? new Quantity(code, 0, Unit.None)
                : ExactNumber.TryParse(word, out var coded, out var places) ? new Quantity(coded, places, Unit.None)
                : new Quantity(-1, 1, Unit.None);
            return quantity.Decimals != 1 && JsonNames.IsCode(measure, quantity) ? RejectReason.None : RejectReason.InvalidValue;
        }

        if (!(member.Unit ?? template.Unit ?? NoUnit).TryRead(scope, out var sent))
        {
            return RejectReason.UnknownUnit;
        }

        var own = member.Unit is not null && sent is { } named && measure != Measure.GlucoseRate;
        if (own && !Measures.Of(measure).Accepts(sent!.Value))
        {
            return RejectReason.UnknownUnit;
        }

        var unit = definition.UnitFor(sent);
        if (!Measures.Of(measure).Accepts(unit))
        {
            return sent is null ? RejectReason.MissingUnit : RejectReason.UnknownUnit;
        }

        if (measure == Measure.Glucose && JsonNames.Beyond(word) is var beyond and not Comparator.None)
        {
            quantity = _context.Devices.ClampOf(reading.Device).Beyond(beyond, unit);
            return RejectReason.None;
        }

        var exponent = (long)member.Exponent;
        if (member.ExponentExpression is { } expression)
        {
            var said = expression.Evaluate(scope);
            if (!ExactNumber.TryParse(said.Utf8, out var power, out var fraction) || fraction != 0 || power is < -18 or > 18)
            {
                return RejectReason.InvalidValue;
            }

            exponent += power;
        }

        if (value.Type is not (MappingValueType.Number or MappingValueType.Text) || !ExactNumber.TryParse(word, out var mantissa, out var decimals)
            || !ExactNumber.TryShift(ref mantissa, ref decimals, (int)exponent))
        {
            return RejectReason.InvalidValue;
        }

        quantity = new Quantity(mantissa, decimals, unit);
        return RejectReason.None;
    }

    private static readonly MappingUnit NoUnit = new(null, null, []);

    // Templates name values in any order.
    private static void Order(ref Reading reading)
    {
        var members = Kinds.Of(reading.Kind).Members;
        var sent = reading.Values;
        reading.Values = default;
        for (var i = 0; i < members.Count; i++)
        {
            if (sent.TryGet(members[i].Measure, out var quantity))
            {
                reading.Values.Add(members[i].Measure, quantity);
            }
        }
    }

    private static RejectReason Text(MappingValue value, ref string? text)
    {
        const int Longest = 128;
        text = Encoding.UTF8.GetString(value.Word);
        text = text.Length <= Longest ? text : text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)];
        return RejectReason.None;
    }

    private static RejectReason ReadSequence(MappingValue value, ref Reading reading)
    {
        var read = long.TryParse(value.Utf8, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var sequence);
        reading.Sequence = read ? sequence : null;
        return read ? RejectReason.None : RejectReason.InvalidValue;
    }

    private static RejectReason ReadUser(MappingValue value, ref Reading reading)
    {
        var read = byte.TryParse(value.Utf8, NumberStyles.None, CultureInfo.InvariantCulture, out var user);
        reading.User = read ? user : (short)-1;
        return read ? RejectReason.None : RejectReason.InvalidValue;
    }

    private static void Refuse(ref MappedReading mapped, RejectReason reason, string detail) => (mapped.Reason, mapped.Detail) = (reason, detail);

    private MappingTraceEntry Trace(MappingTemplate template, scoped in MappingScope scope)
    {
        var entry = new MappingTraceEntry(template.Line, template.TypeName, template.Kind);
        var values = new List<KeyValuePair<string, string?>>();
        for (var i = 0; i < template.Members.Count; i++)
        {
            values.Add(new(template.Members[i].Name, Show(template.Members[i].Expression, scope)));
        }

        entry.Values = values;
        entry.Patient = template.Patient is { } patient ? Show(patient, scope) : null;
        entry.Correlation = template.Correlation is { } correlation ? Show(correlation, scope) : null;
        _trace!.Add(entry);
        return entry;
    }

    private static string? Show(MappingExpression expression, scoped in MappingScope scope)
    {
        var value = expression.Evaluate(scope);
        return value.Type switch
        {
            MappingValueType.Absent => null,
            MappingValueType.Failed => "(the expression failed)",
            MappingValueType.Container => "(an object or an array)",
            _ => Encoding.UTF8.GetString(value.Word),
        };
    }
}
