using System.Globalization;
using Rpm.Telemetry;

namespace Rpm.Ingest.Http;

/// <summary>Times in addresses and bodies: ISO 8601 with an offset. One without is refused, never guessed.</summary>
internal static class Times
{
    private static readonly string[] Formats =
        ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];

    /// <summary>The time; null where there is none to read. False with what is wrong, for <paramref name="member"/>.</summary>
    public static bool TryParse(string? text, string member, out Instant? time, out string fault)
    {
        (time, fault) = (null, "");
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        // A plus sign that was not percent-encoded arrives as a blank.
        text = text.Length > 19 ? text.Replace(' ', '+') : text;
        var hasOffset = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
        if (hasOffset && DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed))
        {
            time = Instant.From(parsed);
            return true;
        }

        fault = $"{member} must be a time with an offset, like 2026-11-23T08:40:00+01:00.";
        return false;
    }

    /// <summary>An open end of a span is null outside.</summary>
    public static DateTimeOffset? Outside(Instant time) => time == Instant.Min || time == Instant.Max ? null : time.ToDateTimeOffset();
}
