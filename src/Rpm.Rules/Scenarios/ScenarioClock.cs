using System.Globalization;
using Rpm.Rules.Language;
using Rpm.Telemetry;

namespace Rpm.Rules.Scenarios;

/// <summary>
/// Times as a scenario writes them, in the patient's zone: <c>08:20</c> or <c>08:20:30</c> (the first such time at or after the start), <c>2026-03-02 08:20</c>,
/// <c>+90m</c> (after the start).
/// </summary>
internal sealed class ScenarioClock(TimeZoneInfo zone, Instant start)
{
    private static readonly string[] Dated = ["yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"];
    private static readonly string[] Times = ["HH:mm", "HH:mm:ss"];

    /// <summary>The zone times are written in.</summary>
    public TimeZoneInfo Zone => zone;

    public Instant Start => start;

    /// <summary>Reads a date with a time of day; false where it is none, or where the zone's clocks skip it.</summary>
    public static bool TryDated(string text, TimeZoneInfo zone, out Instant time)
    {
        time = default;
        return DateTime.TryParseExact(text, Dated, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && TryLocal(local, zone, out time);
    }

    /// <summary>Reads a time from the front of the words and takes them off; false, with what is wrong, where there is none.</summary>
    public bool TryTake(Queue<string> words, out Instant time, out string error)
    {
        (time, error) = (default, "");
        if (!words.TryDequeue(out var text))
        {
            error = "A time is missing, for example 08:20, 2026-03-02 08:20 or +90m.";
            return false;
        }

        if (text.StartsWith('+') && Durations.TryParse(text[1..], out var after))
        {
            time = start + after;
            return true;
        }

        if (DateTime.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.NoCurrentDateDefault, out var clock))
        {
            var first = TimeZoneInfo.ConvertTime(start.ToDateTimeOffset(), zone).DateTime;
            var local = first.Date + clock.TimeOfDay;
            if (TryLocal(local < first ? local.AddDays(1) : local, zone, out time))
            {
                return true;
            }

            error = $"The clocks of {zone.Id} skip {text} on that day.";
            return false;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) && words.TryDequeue(out var ofDay))
        {
            text = $"{text} {ofDay}";
        }

        if (TryDated(text, zone, out time))
        {
            return true;
        }

        error = $"'{text}' is not a time: expected for example 08:20, 2026-03-02 08:20 or +90m.";
        return false;
    }

    /// <summary>Reads a span in one word or two (<c>5m</c>, <c>5 min</c>) and takes it off.</summary>
    public static bool TryTakeSpan(Queue<string> words, out TimeSpan span, out string error)
    {
        (span, error) = (default, "");
        if (!words.TryDequeue(out var text))
        {
            error = "A span is missing, for example 30s, 5m or 2h.";
            return false;
        }

        if (text.All(c => char.IsAsciiDigit(c) || c == '.') && words.TryDequeue(out var unit))
        {
            text = $"{text} {unit}";
        }

        if (Durations.TryParse(text, out span))
        {
            return true;
        }

        error = $"'{text}' is not a span, for example 30s, 5m or 2h.";
        return false;
    }

    /// <summary>The time on the patient's clock.</summary>
    public string Show(Instant time)
    {
        var local = TimeZoneInfo.ConvertTime(time.ToDateTimeOffset(), zone);
        var day = TimeZoneInfo.ConvertTime(start.ToDateTimeOffset(), zone).Date == local.Date ? "" : "yyyy-MM-dd ";
        return local.ToString(day + (local.Millisecond == 0 ? "HH:mm:ss" : "HH:mm:ss.fff"), CultureInfo.InvariantCulture);
    }

    private static bool TryLocal(DateTime local, TimeZoneInfo zone, out Instant time)
    {
        time = default;
        if (zone.IsInvalidTime(local))
        {
            return false;
        }

        // An hour that occurs twice in autumn is the first of the two.
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        time = Instant.From(new DateTimeOffset(local, offset));
        return true;
    }
}
