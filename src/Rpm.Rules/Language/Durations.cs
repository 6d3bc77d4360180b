using System.Globalization;

namespace Rpm.Rules.Language;

/// <summary>Spans of time as a rule writes them: <c>15 s</c>, <c>20 min</c>, <c>4 h</c>, <c>1 d</c>.</summary>
internal static class Durations
{
    /// <summary>Parses a span; false for anything else, for negative spans and for spans over a year.</summary>
    public static bool TryParse(string text, out TimeSpan span)
    {
        span = default;
        var trimmed = text.AsSpan().Trim();
        var end = 0;
        while (end < trimmed.Length && (char.IsAsciiDigit(trimmed[end]) || trimmed[end] == '.'))
        {
            end++;
        }

        if (!double.TryParse(trimmed[..end], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        var seconds = trimmed[end..].Trim() switch
        {
            "s" or "sec" => 1,
            "m" or "min" => 60,
            "h" => 3600,
            "d" or "day" or "days" => 86400,
            _ => 0,
        };
        if (seconds == 0 || number * seconds > 366 * 86400d)
        {
            return false;
        }

        span = TimeSpan.FromMilliseconds(Math.Round(number * seconds * 1000));
        return true;
    }
}
