using System.Globalization;
using System.Text;

namespace Rpm.Telemetry.Templates;

/// <summary>The time of a match, in the template's format and zone.</summary>
internal static class MappingTimes
{
    private const long LatestMilliseconds = 253_402_300_799_999;

    public static RejectReason Read(MappingTemplate template, scoped in MappingScope scope, in DecodeContext context, ref Reading reading, out string? detail)
    {
        detail = "the template finds no time in the message";
        var sent = template.Time is { } time ? time.Evaluate(scope) : default;
        if (sent.Type == MappingValueType.Absent && template.OtherTime is { } other)
        {
            sent = other.Evaluate(scope);
        }

        if (sent.Type == MappingValueType.Absent)
        {
            return RejectReason.MissingTime;
        }

        detail = "the time is not in the template's format";
        long local;
        switch (template.TimeFormat)
        {
            case MappingTimeFormat.Unix or MappingTimeFormat.UnixMilliseconds:
                if (!TryReadUnix(sent, template.TimeFormat == MappingTimeFormat.Unix ? 3 : 0, out var milliseconds))
                {
                    return RejectReason.InvalidValue;
                }

                reading.Time = new Instant(milliseconds);
                return RejectReason.None;
            case MappingTimeFormat.UnixLocal:
                if (!TryReadUnix(sent, 3, out local))
                {
                    return RejectReason.InvalidValue;
                }

                break;
            case MappingTimeFormat.Pattern:
                if (!DateTimeOffset.TryParseExact(
                    Encoding.UTF8.GetString(sent.Utf8), template.TimePattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
                {
                    return RejectReason.InvalidValue;
                }

                if (HasOffset(template.TimePattern))
                {
                    (reading.Time, reading.OffsetMinutes) = (Instant.From(parsed), (short)parsed.Offset.TotalMinutes);
                    return RejectReason.None;
                }

                local = Instant.From(parsed).UnixMilliseconds;
                break;
            default:
                switch (Rfc3339.TryParse(sent.Utf8, out var instant, out var offset))
                {
                    case TimeText.Complete:
                        (reading.Time, reading.OffsetMinutes) = (instant, offset);
                        return RejectReason.None;
                    case TimeText.Malformed:
                        return RejectReason.InvalidValue;
                }

                local = instant.UnixMilliseconds;
                break;
        }

        return ReadLocal(template, scope, context, local, ref reading, out detail);
    }

    private static RejectReason ReadLocal(
        MappingTemplate template, scoped in MappingScope scope, in DecodeContext context, long local, ref Reading reading, out string? detail)
    {
        detail = "the zone of the time is neither an IANA name nor an offset";
        var text = template.ZoneExpression is { } expression ? expression.Evaluate(scope).Utf8 : default;
        text = text.IsEmpty ? template.Zone : text;
        TimeZoneInfo? zone;
        short offset = 0;
        if (!text.IsEmpty)
        {
            if (!LocalTime.TryParseZone(text, out zone, out offset))
            {
                return RejectReason.InvalidValue;
            }
        }
        else
        {
            detail = "the time has no offset, and neither template nor registry has a zone for it";
            zone = context.Devices.ZoneOf(reading.Device);
            if (zone is null)
            {
                return RejectReason.TimeWithoutZone;
            }
        }

        detail = "the time is not one that can be kept";
        var time = new Instant(local - (offset * 60_000L));
        if (zone is not null && !LocalTime.TryToInstant(local, zone, context.Received, out time, out offset))
        {
            return RejectReason.InvalidValue;
        }

        (reading.Time, reading.OffsetMinutes, detail) = (time, offset, null);
        return RejectReason.None;
    }

    private static bool TryReadUnix(MappingValue sent, int shift, out long milliseconds)
    {
        milliseconds = 0;
        if (!ExactNumber.TryParse(sent.Utf8, out var mantissa, out var decimals) || !ExactNumber.TryShift(ref mantissa, ref decimals, shift))
        {
            return false;
        }

        for (; decimals > 0; decimals--)
        {
            mantissa /= 10;
        }

        milliseconds = mantissa;
        return mantissa is >= -LatestMilliseconds and <= LatestMilliseconds;
    }

    private static bool HasOffset(string pattern) => pattern.Contains('z', StringComparison.Ordinal) || pattern.Contains('K', StringComparison.Ordinal);
}
