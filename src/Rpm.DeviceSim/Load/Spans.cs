using System.Globalization;

namespace Rpm.DeviceSim.Load;

/// <summary>Lengths of time as they are written on a command line.</summary>
internal static class Spans
{
    /// <summary>Reads <c>20ms</c>, <c>1.5s</c>, <c>10m</c>, <c>8h</c>, <c>30</c> (seconds); not negative.</summary>
    public static bool TryParse(string? text, out TimeSpan span)
    {
        span = default;
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        var (digits, seconds) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (text[..^2], 0.001),
            _ when text.EndsWith('s') => (text[..^1], 1.0),
            _ when text.EndsWith('m') => (text[..^1], 60.0),
            _ when text.EndsWith('h') => (text[..^1], 3600.0),
            _ when text.EndsWith('d') => (text[..^1], 86_400.0),
            _ => (text, 1.0),
        };
        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number * seconds > 1e9)
        {
            return false;
        }

        span = TimeSpan.FromSeconds(number * seconds);
        return true;
    }

    /// <summary>A short text: <c>12 ms</c>, <c>4.5 s</c>, <c>3 min</c>.</summary>
    public static string Text(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0.#} ms"),
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.#} s"),
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0.#} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0.#} h"),
    };
}
