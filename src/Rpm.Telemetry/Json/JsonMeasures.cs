using System.Text.Json;

namespace Rpm.Telemetry.Json;

/// <summary>Reads the measured members of a reading, each with its unit.</summary>
internal static class JsonMeasures
{
    public static RejectReason Read(
        in JsonSource source, IDeviceDirectory devices, ReadingBatch batch, in JsonElementMembers members, ref Reading reading, out Measure measure)
    {
        var definition = Kinds.Of(reading.Kind);
        var off = (reading.Quality & QualityFlags.SensorOff) != 0;
        var missing = definition.RequiredMask & ~members.Values;
        if (missing != 0 && !off)
        {
            measure = FirstOf(definition, missing);
            return RejectReason.MissingValue;
        }

        measure = default;
        var reason = ReadUnit(source, members, definition, (members.Values & definition.UnitMask) != 0, out var unit);
        if (reason != RejectReason.None)
        {
            return reason;
        }

        foreach (var member in definition.MemberList)
        {
            if (!members.Has((JsonMember)member.Measure))
            {
                continue;
            }

            ref readonly var slot = ref members[(JsonMember)member.Measure];

            if (slot.Decimals >= 0 && !member.IsCoded)
            {
                reading.Values.Add(member.Measure, slot.Mantissa, (byte)slot.Decimals, member.UnitFor(unit));
                continue;
            }

            if (TryReadQuantity(source, devices, slot, member.Measure, member.UnitFor(unit), reading.Device, out var quantity))
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
            batch.Drop(member.Measure, RejectReason.InvalidValue);
        }

        measure = default;
        return RejectReason.None;
    }

    private static Measure FirstOf(KindDefinition definition, uint mask)
    {
        foreach (var member in definition.MemberList)
        {
            if ((mask & (1u << (int)member.Measure)) != 0)
            {
                return member.Measure;
            }
        }

        return default;
    }

    private static RejectReason ReadUnit(in JsonSource source, in JsonElementMembers members, KindDefinition definition, bool needed, out Unit? unit)
    {
        unit = null;
        if (!members.Has(JsonMember.Unit))
        {
            return definition.UnitRequired && needed ? RejectReason.MissingUnit : RejectReason.None;
        }

        ref readonly var slot = ref members[JsonMember.Unit];

        if (slot.Type != JsonTokenType.String || !source.TryText(slot, out var utf8) || !Units.TryParse(utf8, out var named)
            || !Measures.Of(definition.Members[0].Measure).Accepts(named))
        {
            return RejectReason.UnknownUnit;
        }

        unit = named;
        return RejectReason.None;
    }

    private static bool TryReadQuantity(
        in JsonSource source, IDeviceDirectory devices, in JsonSlot slot, Measure measure, Unit unit, string device, out Quantity quantity)
    {
        quantity = default;
        switch (slot.Type)
        {
            case JsonTokenType.Number:
                if (!ExactNumber.TryParse(source.Raw(slot), out var mantissa, out var decimals))
                {
                    return false;
                }

                quantity = new Quantity(mantissa, decimals, unit);
                return JsonNames.IsCode(measure, quantity);
            case JsonTokenType.True or JsonTokenType.False when measure == Measure.Charging:
                quantity = new Quantity(slot.Type == JsonTokenType.True ? 1 : 0, 0, Unit.None);
                return true;
            case JsonTokenType.String:
                return source.TryText(slot, out var word) && TryReadWord(devices, word, measure, unit, device, out quantity);
            default:
                return false;
        }
    }

    private static bool TryReadWord(IDeviceDirectory devices, ReadOnlySpan<byte> word, Measure measure, Unit unit, string device, out Quantity quantity)
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

        quantity = devices.ClampOf(device).Beyond(comparator, unit);
        return true;
    }
}
