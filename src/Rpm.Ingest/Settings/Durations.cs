using System.Globalization;

namespace Rpm.Ingest.Settings;

/// <summary>Durations in settings: <c>00:05:00</c>, or a number with <c>ms</c>, <c>s</c>, <c>m</c>, <c>h</c> or <c>d</c>, several in a row (<c>1h30m</c>).</summary>
internal static class Durations
{
    /// <summary>The duration that <paramref name="text"/> says, or false. Never negative; a plain number has no unit and is refused.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        text = text.Trim();
        if (text.Contains(':', StringComparison.Ordinal))
        {
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration) && duration >= TimeSpan.Zero;
        }

        duration = default;
        var rest = text.AsSpan();
        if (rest.IsEmpty)
        {
            return false;
        }

        while (!rest.IsEmpty)
        {
            var unit = rest.TrimStart("0123456789.");
            var digits = rest[..^unit.Length];
            var letters = unit.Length - unit.TrimStart("mshd").Length;
            long? ticks = unit[..letters] switch
            {
                "ms" => TimeSpan.TicksPerMillisecond,
                "s" => TimeSpan.TicksPerSecond,
                "m" => TimeSpan.TicksPerMinute,
                "h" => TimeSpan.TicksPerHour,
                "d" => TimeSpan.TicksPerDay,
                _ => null,
            };
            if (ticks is null || !decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                || number > TimeSpan.MaxValue.Ticks / ticks || duration.Ticks > TimeSpan.MaxValue.Ticks - (number * ticks))
            {
                return false;
            }

            duration += new TimeSpan((long)(number * ticks.Value));
            rest = unit[letters..];
        }

        return true;
    }

    /// <summary>The duration in the largest unit that says it without a fraction, for example <c>400d</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        (long Ticks, string Unit)[] units =
        [
            (TimeSpan.TicksPerDay, "d"), (TimeSpan.TicksPerHour, "h"), (TimeSpan.TicksPerMinute, "m"),
            (TimeSpan.TicksPerSecond, "s"), (TimeSpan.TicksPerMillisecond, "ms"),
        ];
        foreach (var (ticks, unit) in units)
        {
            if (duration.Ticks != 0 && duration.Ticks % ticks == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / ticks}{unit}");
            }
        }

        return duration == TimeSpan.Zero ? "0s" : duration.ToString("c", CultureInfo.InvariantCulture);
    }
}
